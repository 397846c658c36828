-- How long a lease is from one renewal to its end: one that ends much later than that comes of a clock that was set back.
-- Seconds; what earlier versions write is as long as a lease can be.
ALTER TABLE instance ADD COLUMN lease_s BIGINT DEFAULT 600 NOT NULL;
