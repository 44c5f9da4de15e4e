/* Seconds until what was sent is through the line, and what the board may say before an answer. */
static double backlog(const driver_accelerator *a) {
    double left = a->line_free - now();
    return left > 0 ? left : 0;
}

static double answer_time(const driver_accelerator *a) {
    return (a->max_payload + 64.0) * a->byte_time;
}

static double deadline_of(const driver_accelerator *a) {
    return now() + backlog(a) + answer_time(a) + timeout;
}

static size_t put(unsigned char *out, unsigned char byte) {
    if (byte != FLAG && byte != ESCAPE) {
        *out = byte;
        return 1;
    }
    out[0] = ESCAPE;
    out[1] = byte ^ 0x20;
    return 2;
}

static int send_packet(
    driver_accelerator *a, unsigned type, unsigned sequence, unsigned session, const unsigned char *payload,
    size_t length) {
    unsigned char header[HEADER + CRC];
    unsigned char body[HEADER + MAX_PAYLOAD + CRC];
    size_t size = 0;
    header[0] = (unsigned char)type;
    header[1] = (unsigned char)sequence;
    header[2] = (unsigned char)session;
    header[3] = (unsigned char)(session >> 8);
    header[4] = (unsigned char)length;
    header[5] = (unsigned char)(length >> 8);
    memcpy(body, header, HEADER);
    if (length) memcpy(body + HEADER, payload, length);
    uint32_t crc = crc32_of(body, HEADER + length);
    for (int i = 0; i < CRC; i++) body[HEADER + length + (size_t)i] = (unsigned char)(crc >> 8 * i);
    a->out[size++] = FLAG;
    for (size_t i = 0; i < HEADER + length + CRC; i++) size += put(a->out + size, body[i]);
    a->out[size++] = FLAG;
    if (a->line_free < now()) a->line_free = now();
    if (write_bytes(a, size)) return -1;
    a->line_free += (double)size * a->byte_time;
    return 0;
}

/* Takes a byte; 1 if it completes a whole packet, which then is in the frame. */
static int feed(driver_accelerator *a, unsigned char byte, struct packet *p) {
    if (byte == FLAG) {
        size_t size = a->frame_size;
        int whole = !a->broken && !a->escaped && size >= HEADER + CRC;
        /* OPEN breaks off what the board was sending by 7D 7E. */
        int something = a->synchronized && (size > 0 || a->broken) && !(a->escaped && a->session == 0);
        a->frame_size = 0;
        a->broken = a->escaped = 0;
        a->synchronized = 1;
        if (!something) return 0;
        if (whole) {
            p->type = a->frame[0];
            p->sequence = a->frame[1];
            p->session = a->frame[2] | (unsigned)a->frame[3] << 8;
            p->length = a->frame[4] | (unsigned)a->frame[5] << 8;
            p->payload = a->frame + HEADER;
            if (p->length == size - HEADER - CRC
                && crc32_of(a->frame, size - CRC) == u32(a->frame + size - CRC))
                return 1;
        }
        a->faults.damaged++;
        return 0;
    }
    if (byte == ESCAPE && !a->escaped) {
        a->escaped = 1;
        return 0;
    }
    if (a->escaped) {
        byte ^= 0x20;
        a->broken |= byte != FLAG && byte != ESCAPE;
        a->escaped = 0;
    }
    if (a->frame_size < sizeof a->frame) a->frame[a->frame_size++] = byte;
    else a->broken = 1;
    return 0;
}

/* The next packet, if one comes in time: 1, 0, or -1 and a message. */
static int receive(driver_accelerator *a, double until, struct packet *p) {
    unsigned char byte;
    int got;
    while ((got = read_byte(a, until, &byte)) > 0)
        if (feed(a, byte, p)) return 1;
    return got;
}

/* ---- a session ---- */

/* Sends a packet until it is answered. */
static int ask(driver_accelerator *a, unsigned type, unsigned answer, unsigned session, struct packet *p) {
    for (int attempt = 0; attempt <= RETRIES; attempt++) {
        if (attempt) a->faults.silences++;
        if (send_packet(a, type, 0, session, NULL, 0)) return -1;
        double until = deadline_of(a);
        int got;
        while ((got = receive(a, until, p)) > 0) {
            if (p->type == answer && (session == 0 || p->session == session)) return 0;
            if (p->type == REFUSED && p->length > 0 && p->payload[0] == REASON_WEIGHTS)
                return fail(a, "the board's flash does not hold this build's weights");
        }
        if (got < 0) return -1;
    }
    return fail(
        a, "nothing at the port answers; is the board programmed, and is this its port and its bit rate?");
}

/* What OPENED, ACCEPTED and REFUSED carry: the reason, packets that fit now, packets dropped since power-up. */
static unsigned reason_of(const struct packet *p) {
    return p->type == REFUSED && p->length >= STATUS ? p->payload[0] : 0;
}

static void count_status(driver_accelerator *a, const struct packet *p, int report) {
    if (p->length < STATUS) return;
    uint32_t dropped = p->payload[2] | (uint32_t)p->payload[3] << 8;
    if (report && dropped > a->dropped) a->faults.board_damaged += dropped - a->dropped;
    a->dropped = dropped;
    a->room = p->payload[1];
}

static int new_session(driver_accelerator *a) {
    struct packet p;
    int first = a->opened == 0;
    a->session = 0;
    a->last_session = a->last_session % 0xffff + 1;
    if (ask(a, OPEN, OPENED, a->last_session, &p)) return -1;
    count_status(a, &p, !first);
    a->opened = 1;
    a->session = a->last_session;
    a->data_sequence = a->result_sequence = 0;
    return 0;
}

static int acknowledge(driver_accelerator *a) {
    return send_packet(a, ACKNOWLEDGE, a->result_sequence, a->session, NULL, 0);
}

/*
 * Sends bytes and takes the results, by go-back-N: packets from the one that the board waits for are sent again.
 * 0; 1 if the session was lost, with what was given till then; -1 and a message.
 */
static int stream_bytes(
    driver_accelerator *a, const unsigned char *data, size_t size, unsigned char *results, size_t wanted,
    size_t *given) {
    size_t payload = a->max_payload, packets = (size + payload - 1) / payload;
    size_t accepted = 0, next = 0, sent = 0, end = a->room > 0 ? a->room : 1;
    double progress = now(), deadline = deadline_of(a), deaf = 0;
    int heard = 0, asked = 0, silent = 0, behind = 0;
    *given = 0;
    while (*given < wanted) {
        if (end > packets) end = packets;
        while (next < end && backlog(a) < (double)payload * a->byte_time + 0.002) {
            size_t begin = next * payload, length = size - begin < payload ? size - begin : payload;
            unsigned sequence = (unsigned)((a->data_sequence + next) % 256);
            if (send_packet(a, DATA, sequence, a->session, data + begin, length)) return -1;
            next++;
            if (next > sent) sent = next;
        }
        size_t accepted_before = accepted, given_before = *given;
        double wake = next < end ? now() + backlog(a) / 2 + a->byte_time : deadline;
        struct packet p;
        int got = receive(a, wake < deadline ? wake : deadline, &p);
        if (got < 0) return -1;
        if (got > 0 && reason_of(&p) == REASON_SESSION) {
            if (p.session != a->session) return 1;
        } else if (got > 0 && p.session == a->session) {
            heard = 1;
            if (p.type == ACCEPTED || p.type == REFUSED) {
                size_t ahead = (p.sequence + 256 - (a->data_sequence + accepted) % 256) % 256;
                count_status(a, &p, 1);
                if (ahead <= sent - accepted) {
                    behind = 0;
                    accepted += ahead;
                    if (next < accepted) next = accepted;
                    end = accepted + a->room;
                    if (p.type == REFUSED && now() >= deaf && next != accepted) {
                        if (reason_of(&p) != REASON_ROOM) a->faults.lost++;
                        /* What is on the way will be refused as well. */
                        deaf = now() + backlog(a) + answer_time(a) + timeout / 4;
                        next = accepted;
                    }
                } else if (++behind > 8) {
                    return 1; /* it waits for what was never sent */
                }
            }
            if (p.type == RESULT) {
                unsigned ahead = (p.sequence + 256 - a->result_sequence) % 256;
                if (ahead == 0) {
                    if (p.length > wanted - *given) return 1;
                    memcpy(results + *given, p.payload, p.length);
                    *given += p.length;
                    a->result_sequence = (a->result_sequence + 1) % 256;
                    if (acknowledge(a)) return -1;
                } else if (ahead < 128) {
                    return 1;
                }
            }
        }
        if (accepted != accepted_before || *given != given_before) {
            progress = now();
            silent = 0;
            deadline = deadline_of(a);
        } else if (now() >= deadline) {
            int unanswered = accepted < next;
            if (silent == 0 && now() - progress > patience)
                return fail(a, "the accelerator takes and gives nothing for %.0f s", now() - progress);
            if (!heard && (asked || unanswered) && ++silent > RETRIES) return 1;
            if (unanswered || (asked && !heard)) a->faults.silences++;
            asked = 1;
            heard = 0;
            next = accepted;
            if (acknowledge(a)) return -1;
            deadline = deadline_of(a);
        }
    }
    a->data_sequence = (unsigned)((a->data_sequence + packets) % 256);
    return 0;
}

/* ---- beats ---- */

static size_t beat_bytes(const struct stream *s) {
    return ((size_t)s->bits * (size_t)s->pixels * (size_t)s->lanes + 7) / 8;
}

static size_t sample_bytes(const struct stream *s) {
    size_t groups = (size_t)((s->width + s->pixels - 1) / s->pixels);
    return (size_t)s->height * groups * (size_t)((s->channels + s->lanes - 1) / s->lanes) * beat_bytes(s);
}

/* Moves a frame's codes to its bytes, or back. */
static void move(const struct stream *s, unsigned char *bytes, const int32_t *codes, int32_t *to) {
    if (codes) memset(bytes, 0, sample_bytes(s));
    for (int y = 0; y < s->height; y++)
        for (int group = 0; group < s->width; group += s->pixels)
            for (int first = 0; first < s->channels; first += s->lanes, bytes += beat_bytes(s))
                for (int pixel = 0; pixel < s->pixels; pixel++)
                    for (int lane = 0; lane < s->lanes; lane++) {
                        int x = group + pixel, c = first + lane, bit = (pixel * s->lanes + lane) * s->bits;
                        if (x >= s->width || c >= s->channels) continue;
                        size_t place = ((size_t)y * (size_t)s->width + (size_t)x) * (size_t)s->channels + (size_t)c;
                        uint32_t value = codes ? (uint32_t)codes[place] : 0;
                        for (int i = 0; i < s->bits; i++) {
                            unsigned char mask = (unsigned char)(1 << (bit + i) % 8);
                            if (!codes) value |= (bytes[(bit + i) / 8] & mask ? 1u : 0u) << i;
                            else if (value >> i & 1) bytes[(bit + i) / 8] |= mask;
                        }
                        if (to) {
                            int64_t number = value;
                            if (s->is_signed && s->bits < 32 && value >> (s->bits - 1)) number -= (int64_t)1 << s->bits;
                            to[place] = s->bits == 32 && s->is_signed ? (int32_t)value : (int32_t)number;
                        }
                    }
}

/* ---- what a user calls ---- */

int driver_open(driver_accelerator *a, const char *port, long rate) {
    struct packet p;
    memset(a, 0, sizeof *a);
    a->fd = -1;
    a->max_payload = 64;
    rate = rate ? rate : default_rate;
    if (rate <= 0) return fail(a, "%s has no serial link; name a bit rate", design_name);
    a->byte_time = (double)BITS_A_BYTE / (double)rate;
    a->line_free = now();
    a->last_session = (unsigned)((uint64_t)(now() * 1e6) ^ (uint64_t)getpid()) & 0xffff;
    if (configure(a, port, rate) || ask(a, IDENTIFY, IDENTITY, 0, &p)) return -1;
    if (p.length < 82 || memcmp(p.payload, "nn2f", 4) || p.payload[4] != 1)
        return fail(a, "the board does not speak version 1 of this protocol");
    if (memcmp(p.payload + 12, design_hash, sizeof design_hash))
        return fail(a, "the board holds another design than %s; program it with this build's bitstream", design_name);
    if (u32(p.payload + 44) != sample_bytes(&input_stream) || u32(p.payload + 48) != sample_bytes(&output_stream))
        return fail(a, "the board's samples have other sizes than those of %s", design_name);
    a->max_payload = p.payload[6] | (unsigned)p.payload[7] << 8;
    a->clock = u32(p.payload + 8);
    if (a->max_payload == 0 || a->max_payload > MAX_PAYLOAD)
        return fail(a, "the board's packets are of %u bytes", a->max_payload);
    return new_session(a);
}

void driver_close(driver_accelerator *a) {
    if (a->fd >= 0) close(a->fd);
    a->fd = -1;
    a->session = 0;
}

static int run(driver_accelerator *a, const unsigned char *data, size_t samples, unsigned char *results) {
    size_t in = sample_bytes(&input_stream), out = sample_bytes(&output_stream), done = 0;
    int failures = 0;
    while (done < samples) {
        size_t given = 0;
        if (a->session == 0 && new_session(a)) return -1;
        int lost = stream_bytes(a, data + done * in, (samples - done) * in, results + done * out, (samples - done) * out, &given);
        done += given / out;
        if (lost) a->session = 0;
        if (lost < 0) return -1;
        if (lost) {
            a->faults.sessions++;
            failures = given >= out ? 0 : failures + 1;
            if (failures > RECOVERIES) return fail(a, "%d new sessions brought no further sample", failures);
        }
    }
    return 0;
}

int driver_predict_raw(driver_accelerator *a, const int32_t *codes, size_t samples, int32_t *results) {
    const struct stream *in = &input_stream, *out = &output_stream;
    size_t size = (size_t)in->height * (size_t)in->width * (size_t)in->channels;
    int64_t low = in->is_signed ? -((int64_t)1 << (in->bits - 1)) : 0;
    int64_t high = low + ((int64_t)1 << in->bits) - 1;
    if (a->fd < 0) return fail(a, "the accelerator is closed");
    if (samples == 0) return fail(a, "there is no sample");
    for (size_t i = 0; i < samples * size; i++)
        if (codes[i] < low || codes[i] > high)
            return fail(a, "code %ld is not within [%ld, %ld]", (long)codes[i], (long)low, (long)high);
    unsigned char *data = malloc(samples * (sample_bytes(in) + sample_bytes(out)));
    if (!data) return fail(a, "no memory for %lu samples", (unsigned long)samples);
    unsigned char *answer = data + samples * sample_bytes(in);
    for (size_t i = 0; i < samples; i++) move(in, data + i * sample_bytes(in), codes + i * size, NULL);
    int failed = run(a, data, samples, answer);
    size_t given = (size_t)out->height * (size_t)out->width * (size_t)out->channels;
    for (size_t i = 0; !failed && i < samples; i++)
        move(out, answer + i * sample_bytes(out), NULL, results + i * given);
    free(data);
    return failed;
}

static double entry(const double *list, size_t entries, int channel) {
    return list[entries == 1 ? 0 : channel];
}

static int32_t quantize(float x, int channel) {
    const struct stream *s = &input_stream;
    double low = s->is_signed ? -ldexp(1, s->bits - 1) : 0, high = low + ldexp(1, s->bits) - 1;
    double code = rint((double)x / entry(input_scales, COUNT(input_scales), channel)
                       + entry(input_zero_points, COUNT(input_zero_points), channel));
    return (int32_t)(code < low ? low : code > high ? high : code);
}

/* Where an element (y, x, c) of the input's frame lies in a tensor of either order. */
static size_t place_of(int last, int y, int x, int c) {
    return last ? ((size_t)y * INPUT_WIDTH + (size_t)x) * INPUT_CHANNELS + (size_t)c
                : ((size_t)c * INPUT_HEIGHT + (size_t)y) * INPUT_WIDTH + (size_t)x;
}

/* The host's part of the network, in place; an index takes the place of the numbers that it is of. */
static void finish(float *y) {
    for (size_t i = 0; i < COUNT(host_steps); i++)
        for (int outer = 0; outer < host_steps[i].outer; outer++)
            for (int inner = 0; inner < host_steps[i].inner; inner++) {
                int count = host_steps[i].count, step = host_steps[i].inner, best = 0;
                float *v = y + outer * count * step + inner, sum = 0;
                for (int k = 1; k < count; k++)
                    if (v[k * step] > v[best * step]) best = k;
                if (host_steps[i].kind == STEP_ARGMAX) y[outer * step + inner] = (float)best;
                if (host_steps[i].kind != STEP_SOFTMAX) continue;
                float most = v[best * step];
                for (int k = 0; k < count; k++) sum += v[k * step] = (float)exp((double)(v[k * step] - most));
                for (int k = 0; k < count; k++) v[k * step] /= sum;
            }
}

/* Either numbers or raw bytes. */
static int predict(driver_accelerator *a, const float *x, const uint8_t *raw, size_t samples, float *y) {
    const size_t in = (size_t)INPUT_HEIGHT * INPUT_WIDTH * INPUT_CHANNELS;
    const size_t out = (size_t)OUTPUT_HEIGHT * OUTPUT_WIDTH * OUTPUT_CHANNELS;
    for (size_t i = 0; i < COUNT(host_steps); i++)
        if (host_steps[i].kind == STEP_OTHER)
            return fail(a, "the host's part of this network is more than the driver computes");
    if (samples == 0) return fail(a, "there is no sample");
    int32_t *codes = malloc(samples * (in + out) * sizeof *codes);
    float *values = malloc(out * sizeof *values);
    int failed = !codes || !values ? fail(a, "no memory for %lu samples", (unsigned long)samples) : 0;
    for (size_t i = 0; !failed && i < samples; i++)
        for (int row = 0; row < INPUT_HEIGHT; row++)
            for (int column = 0; column < INPUT_WIDTH; column++)
                for (int c = 0; c < INPUT_CHANNELS; c++) {
                    int32_t *code = codes + i * in + place_of(1, row, column, c);
                    size_t place = i * in + place_of(raw ? RAW_LAST : INPUT_LAST, row, column, c);
                    float value = raw ? 0 : x[place];
                    if (raw)
                        value = (float)((raw[place] * raw_scale - entry(raw_means, COUNT(raw_means), c))
                                        / entry(raw_stds, COUNT(raw_stds), c));
                    else if (!(value - value == 0)) failed = fail(a, "the input holds values that are not finite");
                    *code = raw && RAW_IS_CODE ? raw[place] : failed ? 0 : quantize(value, c);
                }
    int32_t *answer = codes ? codes + samples * in : NULL;
    if (!failed) failed = driver_predict_raw(a, codes, samples, answer);
    for (size_t i = 0; !failed && i < samples; i++) {
        size_t place = 0;
        for (int c = 0; c < OUTPUT_CHANNELS; c++)
            for (int row = 0; row < OUTPUT_HEIGHT; row++)
                for (int column = 0; column < OUTPUT_WIDTH; column++) {
                    size_t from = ((size_t)row * OUTPUT_WIDTH + (size_t)column) * OUTPUT_CHANNELS + (size_t)c;
                    values[place++] = (float)(entry(output_scales, COUNT(output_scales), c)
                                              * (answer[i * out + from] - entry(output_zero_points, COUNT(output_zero_points), c)));
                }
        finish(values);
        memcpy(y + i * RESULT_SIZE, values, RESULT_SIZE * sizeof *values);
    }
    free(values);
    free(codes);
    return failed;
}

int driver_predict(driver_accelerator *a, const float *x, size_t samples, float *y) {
    return predict(a, x, NULL, samples, y);
}

int driver_predict_bytes(driver_accelerator *a, const uint8_t *x, size_t samples, float *y) {
    return predict(a, NULL, x, samples, y);
}
