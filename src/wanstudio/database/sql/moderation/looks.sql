SELECT moderator, verdict, looks FROM moderation_looks ORDER BY moderator, verdict
