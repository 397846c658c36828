-- When a conversation was deleted, in epoch milliseconds. Its row stays, so that nobody begins another one under its id.
ALTER TABLE conversation ADD COLUMN deleted_at BIGINT;
