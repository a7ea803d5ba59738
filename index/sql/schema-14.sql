-- Schema version 14: a slip that is printed again is the one that was signed; an exclusion that ends leaves no trace.

-- What stood on the slip.
ALTER TABLE slip_record ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE slip_record ADD COLUMN location TEXT NOT NULL DEFAULT '';
ALTER TABLE slip_record ADD COLUMN stage TEXT NOT NULL DEFAULT 'registered';
ALTER TABLE slip_record ADD COLUMN pages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE slip_record ADD COLUMN expected_pages BIGINT;

-- The availability before.
ALTER TABLE exclusion ADD COLUMN availability TEXT NOT NULL DEFAULT 'available';

CREATE INDEX provisional_number ON provisional (number_key);
