-- Host name, boot and PID namespace of a worker: only there does its pid mean anything. Empty: an earlier release's.
ALTER TABLE workers ADD COLUMN machine TEXT NOT NULL DEFAULT '';
