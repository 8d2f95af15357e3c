-- Packages (IHE XDM): messages that came inside a document's arrival and are read as what they are.

-- How it is read, where that is not how its channel reads: a message out of a package.
alter table message add column format text check (format in ('hl7v2', 'ccda'));
create index message_of_parent on message (parent_id) where parent_id is not null;

-- `message`: it is a message of its own.
alter table document_file drop constraint document_file_fate_check;
alter table document_file add constraint document_file_fate_check
  check (fate in ('pages', 'opened', 'text', 'ignored', 'refused', 'message'));
