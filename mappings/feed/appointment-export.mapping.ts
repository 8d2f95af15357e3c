import { appointmentMapping } from './appointment-mapping.ts';

/**
 * A daily appointment export whose columns are called what they usually are. A site whose EMR names authorities in its live feed
 * says them here (`authorities`), so that both speak of the same appointments.
 */
export default appointmentMapping({ name: 'feed/appointment-export', version: 1, dates: ['us', 'excel'] });
