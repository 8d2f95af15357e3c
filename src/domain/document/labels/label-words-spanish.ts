import type { LabelEntry } from './label-entry.ts';

/** What forms print in Spanish, alone or beside the English words. Written without accents, as labels are compared. */
export const spanishLabels: readonly LabelEntry[] = [
  {
    meaning: 'patient_name',
    subject: 'patient',
    strength: 'strong',
    isHeading: true,
    phrases:
      'nombre del paciente|nombre de paciente|nombre completo|nombre completo del paciente|nombre y apellido|nombre y apellidos|apellido y nombre|apellidos y nombres|nombre de la paciente|nombre legal',
  },
  { meaning: 'patient_name', subject: 'patient', strength: 'plain', phrases: 'paciente' },
  { meaning: 'name', strength: 'plain', phrases: 'nombre|nombres y apellidos' },
  {
    meaning: 'family_name',
    strength: 'plain',
    phrases: 'apellido|apellidos|apellido del paciente|apellidos del paciente',
  },
  { meaning: 'given_name', strength: 'plain', phrases: 'primer nombre|nombres|nombre de pila' },
  { meaning: 'middle_name', strength: 'plain', phrases: 'segundo nombre|inicial' },
  {
    meaning: 'birth_date',
    subject: 'patient',
    strength: 'strong',
    phrases: 'fecha de nacimiento|fecha nacimiento|fecha de nac|fec nac|f nac|nacimiento|nacido el|nacida el',
  },
  { meaning: 'sex', subject: 'patient', strength: 'plain', phrases: 'sexo|genero|sexo del paciente' },
  {
    meaning: 'patient_phone',
    subject: 'patient',
    strength: 'strong',
    phrases:
      'telefono del paciente|telefono de casa|telefono celular|telefono movil|celular|numero de celular|telefono de contacto',
  },
  { meaning: 'phone', strength: 'plain', phrases: 'telefono|numero de telefono|tel de contacto' },
  {
    meaning: 'patient_address',
    subject: 'patient',
    strength: 'strong',
    phrases: 'domicilio|direccion del paciente',
  },
  { meaning: 'address', strength: 'plain', phrases: 'direccion|direccion postal' },
  { meaning: 'city', strength: 'plain', phrases: 'ciudad' },
  {
    meaning: 'city_state_zip',
    strength: 'plain',
    phrases: 'ciudad estado codigo postal|ciudad estado y codigo postal',
  },
  { meaning: 'zip', strength: 'plain', phrases: 'codigo postal' },
  {
    meaning: 'patient_mrn',
    subject: 'patient',
    strength: 'strong',
    phrases: 'numero de expediente|numero de historia clinica|historia clinica|expediente|numero de paciente',
  },
  {
    meaning: 'payer',
    subject: 'insurance',
    strength: 'strong',
    phrases:
      'seguro|seguro medico|seguro de salud|compania de seguro|compania de seguros|aseguradora|plan de salud|nombre del seguro',
  },
  {
    meaning: 'member_id',
    subject: 'insurance',
    strength: 'strong',
    phrases:
      'numero de poliza|poliza|numero de miembro|numero de seguro|numero de identificacion|identificacion del miembro|numero de afiliado|id de miembro|no de poliza',
  },
  {
    meaning: 'authorisation_number',
    subject: 'insurance',
    strength: 'strong',
    phrases: 'numero de autorizacion|autorizacion',
  },
  {
    meaning: 'reason',
    subject: 'reason',
    strength: 'strong',
    phrases:
      'motivo|motivo de la consulta|motivo de consulta|motivo de la visita|motivo de la referencia|motivo de referencia|motivo del referido|razon de la consulta|razon de la referencia|razon de la visita|razon del referido|razon',
  },
  { meaning: 'diagnosis_text', subject: 'reason', strength: 'strong', phrases: 'diagnostico|diagnosticos' },
  {
    meaning: 'service',
    subject: 'reason',
    strength: 'strong',
    phrases: 'servicio solicitado|servicio|servicios solicitados|especialidad',
  },
  { meaning: 'urgency', subject: 'reason', strength: 'plain', phrases: 'urgencia|prioridad' },
  {
    meaning: 'referrer_name',
    subject: 'referrer',
    strength: 'strong',
    isHeading: true,
    phrases:
      'medico que refiere|medico referente|medico remitente|doctor que refiere|referido por|remitido por|proveedor que refiere|proveedor referente|medico solicitante',
  },
  {
    meaning: 'referrer_practice',
    subject: 'referrer',
    strength: 'strong',
    phrases: 'clinica que refiere|nombre de la clinica',
  },
  { meaning: 'practice', strength: 'plain', phrases: 'clinica|consultorio|centro medico' },
  {
    meaning: 'pcp_name',
    subject: 'pcp',
    strength: 'strong',
    phrases:
      'medico de cabecera|medico primario|doctor primario|medico de familia|proveedor de atencion primaria',
  },
  {
    meaning: 'requested_provider',
    subject: 'requested',
    strength: 'strong',
    phrases: 'referido a|remitido a|referir a|medico especialista|especialista|cita con',
  },
  { meaning: 'date', strength: 'plain', phrases: 'fecha|fecha de hoy' },
  {
    meaning: 'ordered_on',
    subject: 'reason',
    strength: 'strong',
    phrases: 'fecha de referencia|fecha del referido|fecha de la referencia|fecha de la orden',
  },
  {
    meaning: 'signature',
    subject: 'referrer',
    strength: 'plain',
    phrases: 'firma|firma del medico|firma del proveedor',
  },
  {
    meaning: 'none',
    subject: 'contact',
    strength: 'strong',
    phrases: 'contacto de emergencia|contacto de urgencia|padre o tutor|padre madre o tutor|tutor',
  },
  {
    meaning: 'none',
    subject: 'patient',
    strength: 'plain',
    phrases:
      'edad|idioma|idioma preferido|estado civil|correo electronico|informacion del paciente|datos del paciente',
  },
];
