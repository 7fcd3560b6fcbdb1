-- What moderators refused, and what happened while one of them was down.
CREATE TABLE moderation_looks (
    moderator TEXT NOT NULL,
    verdict   TEXT NOT NULL,
    looks     BIGINT NOT NULL,
    PRIMARY KEY (moderator, verdict)
);
