CREATE INDEX event_dispute ON event_kept (number) WHERE act = 'package.disputed' OR act = 'package.settled';
