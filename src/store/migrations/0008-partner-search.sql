-- Finding partners: who an entered one may be, and what people type.

-- Candidates of the question whether a discovered partner is new: [{"partnerId": …, "reasons": [words]}], the likeliest first.
create table partner_suggestion (
  partner_id uuid primary key references partner (id),
  candidates jsonb not null,
  created_at timestamptz not null default now()
);

-- Folded as domain/names.ts foldName does it, word by word.
create function partner_fold(text) returns text[] language sql immutable parallel safe as $$
  select array_remove(regexp_split_to_array(lower(case when $1 ~ '[^ -~]' then regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g') else $1 end),
    '[^[:alnum:]]+'), '')
$$;

-- What an entry is found by while somebody types: each word whole, its first one to five letters as `^s`, `^sm`, … (a word just begun is
-- then one look and not thousands), where it is as `~il` and `~z606`, and `~k` for those the practice deals with.
create function partner_lexemes(words text, state text, zip text, is_known boolean) returns tsvector language plpgsql immutable parallel safe as $$
declare
  word text;
  -- A loop: the same as one query takes three times as long, for each row of an import.
  lexemes text[] := '{}';
begin
  foreach word in array partner_fold(words) loop
    lexemes := lexemes || array[word, '^' || left(word, 1), '^' || left(word, 2), '^' || left(word, 3), '^' || left(word, 4), '^' || left(word, 5)];
  end loop;
  if state <> '' then lexemes := lexemes || ('~' || lower(state)); end if;
  if zip <> '' then lexemes := lexemes || ('~z' || left(zip, 3)); end if;
  if is_known then lexemes := lexemes || '~k'::text; end if;
  return array_to_tsvector(lexemes);
end $$;

alter table partner
  -- Other names, towns of other places, practices of a doctor: kept by the triggers below.
  add column search_extra text not null default '',
  add column search_words tsvector generated always as (
    partner_lexemes(name || ' ' || coalesce(organisation, '') || ' ' || coalesce(city, '') || ' ' || coalesce(state, '') || ' ' || search_extra,
      state, zip, stage <> 'unknown')) stored;

create index partner_by_words on partner using gin (search_words) where alias_of is null;
-- Names are found by their words: an index of their letters, three by three, is the slowest to fill.
drop index partner_by_name;
create index partner_own on partner (id) where is_own;

-- Every word of the directory with the words that lack one letter of it: a slip is found by meeting in one of them.
create table partner_word (
  word text primary key,
  lacking text[] not null
);

create index partner_word_begins on partner_word (word text_pattern_ops);
create index partner_word_lacking on partner_word using gin (lacking);

create function lacking_letters(word text) returns text[] language sql immutable parallel safe as $$
  select array(select distinct left(word, n - 1) || substr(word, n + 1) from generate_series(1, length(word)) n union select word)
$$;

create function learn_partner_words() returns trigger language plpgsql as $$
begin
  insert into partner_word (word, lacking)
  -- Most words of a file come again and again: each is looked at once.
  with said as materialized (select distinct word from changed c,
    unnest(partner_fold(c.name || ' ' || coalesce(c.organisation, '') || ' ' || coalesce(c.city, '') || ' ' || c.search_extra)) as u (word))
  select w.word, lacking_letters(w.word) from said w
  where length(w.word) between 4 and 20 and w.word !~ '[0-9]' and not exists (select from partner_word k where k.word = w.word)
  on conflict do nothing;
  return null;
end $$;

create trigger partner_words_of_new after insert on partner referencing new table as changed for each statement execute function learn_partner_words();

-- Names and places elsewhere that a partner is found by.
create function refresh_partner_extra(ids uuid[]) returns void language sql as $$
  update partner p set search_extra = e.extra
  from (select i.id, concat_ws(' ',
      (select string_agg(n.name, ' ' order by n.name) from partner_name n where n.partner_id = i.id),
      (select string_agg(distinct concat_ws(' ', l.city, l.state), ' ') from partner_location l
        where l.partner_id = i.id and l.retired_at is null and not l.is_primary),
      (select string_agg(distinct concat_ws(' ', o.name, o.city), ' ') from practice_role r join partner o on o.id = r.organisation_id
        where r.person_id = i.id and r.ends_on is null)) as extra
    from (select distinct unnest(ids) as id) i) e
  where p.id = e.id and p.search_extra <> e.extra
$$;

create function partner_parts_changed() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'practice_role' then
    perform refresh_partner_extra(array(select person_id from changed));
  elsif tg_table_name = 'partner_location' and tg_op = 'INSERT' then
    -- The town of a primary place is that of the partner.
    perform refresh_partner_extra(array(select partner_id from changed where not is_primary));
  else
    perform refresh_partner_extra(array(select partner_id from changed));
  end if;
  return null;
end $$;

create trigger partner_name_added after insert on partner_name referencing new table as changed for each statement execute function partner_parts_changed();
create trigger partner_name_changed after update on partner_name referencing new table as changed for each statement execute function partner_parts_changed();
create trigger partner_name_gone after delete on partner_name referencing old table as changed for each statement execute function partner_parts_changed();
create trigger partner_location_added after insert on partner_location referencing new table as changed for each statement execute function partner_parts_changed();
create trigger partner_location_changed after update on partner_location referencing new table as changed for each statement execute function partner_parts_changed();
create trigger practice_role_added after insert on practice_role referencing new table as changed for each statement execute function partner_parts_changed();
create trigger practice_role_changed after update on practice_role referencing new table as changed for each statement execute function partner_parts_changed();
create trigger practice_role_gone after delete on practice_role referencing old table as changed for each statement execute function partner_parts_changed();

-- Words that came with a change. Cheap when nothing of a name changed. No join of the two tables of rows: nothing finds a row in them but reading all.
create function partner_words_changed() returns trigger language plpgsql as $$
begin
  insert into partner_word (word, lacking)
  with said as materialized (select distinct word from (
      select name, organisation, city, search_extra from changed except select name, organisation, city, search_extra from replaced) c,
    unnest(partner_fold(c.name || ' ' || coalesce(c.organisation, '') || ' ' || coalesce(c.city, '') || ' ' || c.search_extra)) as u (word))
  select w.word, lacking_letters(w.word) from said w
  where length(w.word) between 4 and 20 and w.word !~ '[0-9]' and not exists (select from partner_word k where k.word = w.word)
  on conflict do nothing;
  return null;
end $$;

create trigger partner_words_of_changed after update on partner referencing old table as replaced new table as changed
  for each statement execute function partner_words_changed();
