-- News of a parcel comes by the other side's own number for it.
create index delivery_by_reference on delivery (destination, reference) where reference is not null;

-- Somebody at the other end has it in hand: beyond arrival (opened, displayed, confirmed).
alter table delivery add column acknowledged_at timestamptz, add column acknowledged text;

-- What nobody knows the end of is asked after like what was taken over.
drop index delivery_to_ask;
create index delivery_to_ask on delivery (destination, last_asked_at nulls first, sent_at)
  where status in ('sent', 'ambiguous') and not is_final and purpose <> 'liaison_alert';
