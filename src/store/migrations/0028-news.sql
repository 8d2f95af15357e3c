-- What other systems were told beside the events of the ledger: tasks that opened and were settled, and what came in.

-- The state other systems know of; null: they know nothing of it yet. What stood before this migration counts as told.
alter table review add column told_state text;
update review set told_state = state;
-- Computed, so that the planner knows how few they are.
alter table review add column is_news boolean generated always as (told_state is distinct from state) stored;
create index review_untold on review (created_at, id) where is_news;

-- `open` or `settled`; null: never told.
alter table escalation add column told_state text;
update escalation set told_state = case when state = 'raised' then 'open' else 'settled' end where level > 0;
create index escalation_untold on escalation (updated_at, id)
  where not is_quiet and ((state = 'raised' and told_state is distinct from 'open') or (state = 'closed' and told_state = 'open'));

-- How much of each channel was told. The id stands for the channel in events.
create table intake_told (
  channel text primary key,
  id uuid not null unique default gen_random_uuid(),
  received bigint not null default 0,
  repeats bigint not null default 0,
  version integer not null default 0,
  told_at timestamptz not null default now()
);

insert into intake_told (channel, received, repeats) select channel, sum(received), sum(repeats) from channel_day group by channel;
