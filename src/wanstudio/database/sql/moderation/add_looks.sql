INSERT INTO moderation_looks (moderator, verdict, looks) VALUES (:moderator, :verdict, :looks)
ON CONFLICT (moderator, verdict) DO UPDATE SET looks = moderation_looks.looks + excluded.looks
