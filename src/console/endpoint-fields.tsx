import { Field } from './parts.tsx';
import { destinationWord } from './words.ts';

/** Where an office takes things. Its destination checks the address when it is saved. */
export function EndpointFields({
  destinations,
  isOptional,
}: {
  readonly destinations: readonly string[];
  readonly isOptional?: boolean;
}) {
  return (
    <div class="fields">
      <label class="field">
        <span>Way</span>
        <select name="destination">
          {isOptional === true ? <option value="">Later</option> : null}
          {destinations.map((name) => (
            <option value={name}>{destinationWord(name)}</option>
          ))}
        </select>
      </label>
      <Field
        label="Address"
        name="address"
        isRequired={isOptional !== true}
        hint={destinations
          .map((name) => `${destinationWord(name)}: ${addressHints[name] ?? 'its address'}`)
          .join(' · ')}
      />
      <label class="field">
        <span>Proof that it arrived</span>
        <select name="confirm">
          <option value="">As usual for this way</option>
          <option value="manual">A person confirms (e-mail)</option>
          <option value="settle">No bounce for a day (e-mail)</option>
          <option value="written">Written means arrived (folder)</option>
          <option value="gateway">The gateway tells (folder)</option>
        </select>
      </label>
    </div>
  );
}

const addressHints: Readonly<Record<string, string>> = {
  email: 'office@example.org',
  folder: 'a folder’s name',
  mllp: 'host:port',
  print: 'by hand',
};
