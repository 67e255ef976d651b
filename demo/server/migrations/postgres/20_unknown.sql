-- Of what was tried and failed nobody knows what its target holds: it may have come through, and staff may have told the
-- target by hand. That is an empty standing.
UPDATE relay SET standing = '' WHERE error IS NOT NULL AND standing IS NOT NULL;
-- From now on the rows of relay_told stay while a change of them is in the queue, and count the changes.
