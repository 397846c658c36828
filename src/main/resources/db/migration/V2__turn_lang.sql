-- The language of whoever asked, so that a new owner can end the turn in it.
ALTER TABLE turn ADD COLUMN lang VARCHAR(16);
