/*
 * fax-line IN.tif OUT.tif [ecm=0] [noise=-50] [hang-up-after=1] [voice=1]
 *
 * Two fax machines in one process, joined by two wires of 8,000 samples a second: a complete call after ITU-T T.30, from the first
 * tone to the last, as fast as the processor can. Both machines are libspandsp's. What the one sends of IN.tif, the other writes to
 * OUT.tif.
 *
 *   ecm=0            without error correction: pages go out in T.4
 *   noise=-50        white noise on both wires, dBm0
 *   hang-up-after=1  the wire is cut once so many pages were received
 *   voice=1          a person answers, not a machine: nothing but silence comes back
 *
 * Prints one line of JSON: T.30's completion codes of both machines in numbers and words, pages the sender saw confirmed and pages
 * the receiver wrote, seconds on the line. Ends with 0 when there was a call, whatever came of it.
 */
#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <spandsp.h>

#define SAMPLES_PER_STEP 160
#define SAMPLES_PER_SECOND 8000L
/* A call in such noise that both machines only shout at one another has no end of its own. */
#define LONGEST_CALL_SECONDS 900L

enum { SENDER = 0, RECEIVER = 1 };

typedef struct {
    int is_over;
    int result;
    t30_stats_t stats;
} end_t;

static end_t ends[2];

static void on_end(t30_state_t *machine, void *which, int result)
{
    end_t *end = &ends[(intptr_t) which];

    end->is_over = 1;
    end->result = result;
    t30_get_transfer_statistics(machine, &end->stats);
}

static fax_state_t *open_machine(int which, const char *file, int has_ecm)
{
    fax_state_t *fax = fax_init(NULL, which == SENDER);
    t30_state_t *machine = fax_get_t30_state(fax);
    int codings = T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION;

    t30_set_tx_ident(machine, which == SENDER ? "312 555 0100" : "312 555 0142");
    t30_set_phase_e_handler(machine, on_end, (void *) (intptr_t) which);
    t30_set_ecm_capability(machine, has_ecm);
    t30_set_supported_compressions(machine, has_ecm ? codings | T30_SUPPORT_T6_COMPRESSION : codings);
    t30_set_supported_modems(machine, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
    t30_set_supported_image_sizes(machine,
                                  T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_US_LETTER_LENGTH
                                      | T30_SUPPORT_UNLIMITED_LENGTH);
    t30_set_supported_resolutions(machine, T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION);
    if (which == SENDER)
        t30_set_tx_file(machine, file, -1, -1);
    else
        t30_set_rx_file(machine, file, -1);
    fax_set_transmit_on_idle(fax, 1);
    return fax;
}

static const char *option(int count, char **words, const char *name, const char *otherwise)
{
    size_t length = strlen(name);

    for (int i = 3; i < count; i++)
        if (strncmp(words[i], name, length) == 0 && words[i][length] == '=')
            return words[i] + length + 1;
    return otherwise;
}

static int pages_received(fax_state_t *receiver)
{
    t30_stats_t stats;

    t30_get_transfer_statistics(fax_get_t30_state(receiver), &stats);
    return stats.pages_rx;
}

static void add_noise(int16_t *samples, awgn_state_t *noise)
{
    for (int i = 0; noise && i < SAMPLES_PER_STEP; i++)
        samples[i] = saturate(samples[i] + awgn(noise));
}

static void print_end(const char *name, int which)
{
    printf("\"%s\":{\"isOver\":%s,\"code\":%d,\"words\":\"%s\"},", name, ends[which].is_over ? "true" : "false",
           ends[which].is_over ? ends[which].result : -1,
           ends[which].is_over ? t30_completion_code_to_str(ends[which].result) : "The call did not end");
}

int main(int count, char **words)
{
    if (count < 3) {
        fprintf(stderr, "fax-line IN.tif OUT.tif [name=value ...]\n");
        return 2;
    }
    int has_ecm = atoi(option(count, words, "ecm", "1"));
    double level = atof(option(count, words, "noise", "0"));
    int last_page = atoi(option(count, words, "hang-up-after", "0"));
    int is_voice = atoi(option(count, words, "voice", "0"));
    awgn_state_t *there = level < 0 ? awgn_init_dbm0(NULL, 1234567, (float) level) : NULL;
    awgn_state_t *back = level < 0 ? awgn_init_dbm0(NULL, 7654321, (float) level) : NULL;
    fax_state_t *sender = open_machine(SENDER, words[1], has_ecm);
    fax_state_t *receiver = open_machine(RECEIVER, words[2], has_ecm);
    int16_t forth[SAMPLES_PER_STEP];
    int16_t home[SAMPLES_PER_STEP];
    long samples = 0;
    int is_cut = 0;

    while (samples < LONGEST_CALL_SECONDS * SAMPLES_PER_SECOND
           && !(ends[SENDER].is_over && (is_voice || ends[RECEIVER].is_over))) {
        memset(forth, 0, sizeof forth);
        memset(home, 0, sizeof home);
        fax_tx(sender, forth, SAMPLES_PER_STEP);
        if (!is_voice)
            fax_tx(receiver, home, SAMPLES_PER_STEP);
        is_cut = is_cut || (last_page > 0 && pages_received(receiver) >= last_page);
        if (is_cut) {
            memset(forth, 0, sizeof forth);
            memset(home, 0, sizeof home);
        }
        add_noise(forth, there);
        add_noise(home, back);
        if (!is_voice)
            fax_rx(receiver, forth, SAMPLES_PER_STEP);
        fax_rx(sender, home, SAMPLES_PER_STEP);
        samples += SAMPLES_PER_STEP;
    }
    printf("{");
    print_end("sender", SENDER);
    print_end("receiver", RECEIVER);
    printf("\"pagesSent\":%d,\"pagesReceived\":%d,\"hasEcm\":%s,\"bitsPerSecond\":%d,\"seconds\":%.1f}\n",
           ends[SENDER].stats.pages_tx, ends[RECEIVER].stats.pages_rx,
           ends[SENDER].stats.error_correcting_mode ? "true" : "false", ends[SENDER].stats.bit_rate,
           (double) samples / SAMPLES_PER_SECOND);
    return 0;
}
