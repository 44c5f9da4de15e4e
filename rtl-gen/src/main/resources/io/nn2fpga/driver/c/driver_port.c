
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#if LINK_SPI
#include <linux/spi/spidev.h>
#include <sys/ioctl.h>
#else
#include <poll.h>
#include <termios.h>
#ifdef __linux__
#include <sys/ioctl.h>
#endif
#endif
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
    FLAG = 0x7e,
    ESCAPE = 0x7d,
    HEADER = 6,
    CRC = 4,
    STATUS = 6,
    MAX_PAYLOAD = 4096,
    RETRIES = 10,    /* repetitions without an answer until a session counts as lost */
    RECOVERIES = 10  /* new sessions without a further sample until a call fails */
};
enum { IDENTIFY = 1, OPEN, DATA, ACKNOWLEDGE, IDENTITY = 0x81, OPENED, ACCEPTED, RESULT, REFUSED };
enum { REASON_SESSION = 1, REASON_ROOM = 3, REASON_WEIGHTS = 5 };

static const double timeout = 0.1;   /* seconds beyond the time on the line until a packet is repeated */
static const double patience = 10.0; /* seconds that the accelerator may take for its next step */

struct packet {
    unsigned type, sequence, session, length;
    const unsigned char *payload;
};

static int fail(driver_accelerator *a, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(a->message, sizeof a->message, format, arguments);
    va_end(arguments);
    return -1;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint32_t u32(const unsigned char *p) {
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t crc32_of(const unsigned char *data, size_t size) {
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return crc ^ 0xffffffffu;
}

/* ---- the port ---- */

#if LINK_SPI

enum {
    BITS_A_BYTE = 8,
    LONGEST = 4096, /* bytes of a transfer that spidev takes unless it is told otherwise */
    POLL = 64       /* bytes of a transfer that only asks whether the board has something to say */
};

static int configure(driver_accelerator *a, const char *port, long rate) {
    uint8_t mode = SPI_MODE_0, bits = 8;
    uint32_t speed = (uint32_t)rate;
    a->rate = rate;
    a->quiet = 1;
    a->fd = open(port, O_RDWR | O_NOCTTY);
    if (a->fd < 0) return fail(a, "cannot open %s: %s", port, strerror(errno));
    if (ioctl(a->fd, SPI_IOC_WR_MODE, &mode) < 0 || ioctl(a->fd, SPI_IOC_WR_BITS_PER_WORD, &bits) < 0
        || ioctl(a->fd, SPI_IOC_WR_MAX_SPEED_HZ, &speed) < 0)
        return fail(a, "%s is no spidev of mode 0: %s", port, strerror(errno));
    return 0;
}

/* Bytes both ways, chip select low meanwhile; what came back is kept, but for flags that only fill. */
static int transfer(driver_accelerator *a, const unsigned char *out, size_t size) {
    unsigned char back[LONGEST];
    struct spi_ioc_transfer t;
    memset(&t, 0, sizeof t);
    t.tx_buf = (uintptr_t)out;
    t.rx_buf = (uintptr_t)back;
    t.len = (uint32_t)size;
    t.speed_hz = (uint32_t)a->rate;
    t.bits_per_word = 8;
    if (ioctl(a->fd, SPI_IOC_MESSAGE(1), &t) < 0) return fail(a, "the port is gone: %s", strerror(errno));
    memmove(a->in, a->in + a->in_begin, a->in_end - a->in_begin);
    a->in_end -= a->in_begin;
    a->in_begin = 0;
    for (size_t i = 0; i < size; i++) {
        /* A host that does not read so much: a packet without its end is asked for again. */
        if (!(back[i] == FLAG && a->quiet) && a->in_end < sizeof a->in) a->in[a->in_end++] = back[i];
        a->quiet = back[i] == FLAG;
    }
    return 0;
}

/*
 * A transfer begins with a flag and holds whole packets: where the board's flash is at the same chip select, this
 * keeps it asleep.
 */
static int write_bytes(driver_accelerator *a, size_t size) {
    for (size_t done = 0; done < size;) {
        size_t part = size - done < LONGEST ? size - done : LONGEST;
        if (transfer(a, a->out + done, part)) return -1;
        done += part;
    }
    return 0;
}

/* A byte, if one comes in time: 1, 0, or -1 and a message. */
static int read_byte(driver_accelerator *a, double until, unsigned char *byte) {
    while (a->in_begin == a->in_end) {
        unsigned char fill[POLL];
        memset(fill, FLAG, sizeof fill);
        if (transfer(a, fill, sizeof fill)) return -1;
        if (a->in_begin == a->in_end && now() >= until) return 0;
    }
    *byte = a->in[a->in_begin++];
    return 1;
}

#else

enum { BITS_A_BYTE = 10 };

static speed_t speed_of(long rate) {
    static const struct {
        long rate;
        speed_t speed;
    } speeds[] = {
        {9600, B9600},       {19200, B19200},     {38400, B38400},     {57600, B57600},
        {115200, B115200},   {230400, B230400},
#ifdef B460800
        {460800, B460800},   {500000, B500000},   {921600, B921600},   {1000000, B1000000},
        {1500000, B1500000}, {2000000, B2000000}, {2500000, B2500000}, {3000000, B3000000},
        {4000000, B4000000},
#endif
    };
    for (size_t i = 0; i < COUNT(speeds); i++)
        if (speeds[i].rate == rate) return speeds[i].speed;
    return B0;
}

/* A rate that <termios.h> does not name: 0, or -1. */
static int set_any_rate(int fd, long rate) {
#if defined(__linux__) && !defined(__mips__) && !defined(__powerpc__) && !defined(__sparc__) && !defined(__alpha__)
    /* Of <asm-generic/termbits.h> and <asm-generic/ioctls.h>, which do not go together with <termios.h>. */
    struct {
        uint32_t iflag, oflag, cflag, lflag;
        unsigned char line, cc[19];
        uint32_t ispeed, ospeed;
    } modes;
    const unsigned long get = 0x802c542aul, set = 0x402c542bul;
    const uint32_t bits_of_rate = 0x100f, other = 0x1000;
    if (ioctl(fd, get, &modes)) return -1;
    modes.cflag = (modes.cflag & ~bits_of_rate) | other;
    modes.ispeed = modes.ospeed = (uint32_t)rate;
    return ioctl(fd, set, &modes);
#else
    (void)fd;
    (void)rate;
    return -1;
#endif
}

static int configure(driver_accelerator *a, const char *port, long rate) {
    struct termios modes;
    /* Over USB there is no bit rate; a driver of the system may want to hear one that it knows. */
    speed_t speed = LINK_USB ? B115200 : speed_of(rate);
    a->fd = open(port, O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (a->fd < 0) return fail(a, "cannot open %s: %s", port, strerror(errno));
    if (tcgetattr(a->fd, &modes)) return fail(a, "%s is no serial port: %s", port, strerror(errno));
    modes.c_iflag = 0;
    modes.c_oflag = 0;
    modes.c_lflag = 0;
    modes.c_cflag = CS8 | CREAD | CLOCAL;
    modes.c_cc[VMIN] = 0;
    modes.c_cc[VTIME] = 0;
    cfsetispeed(&modes, speed == B0 ? B9600 : speed);
    cfsetospeed(&modes, speed == B0 ? B9600 : speed);
    if (tcsetattr(a->fd, TCSANOW, &modes)) return fail(a, "cannot set up %s: %s", port, strerror(errno));
    if (speed == B0 && set_any_rate(a->fd, rate))
        return fail(a, "%s cannot be set to %ld bits a second", port, rate);
    tcflush(a->fd, TCIOFLUSH);
    return 0;
}

/* Waits until there is something to be read or written, or the time is there; -1 if the port is gone. */
static int wait_for(driver_accelerator *a, short events, double until) {
    struct pollfd port = {a->fd, events, 0};
    double left = until - now();
    int milliseconds = left <= 0 ? 0 : left > 0.05 ? 50 : (int)(left * 1000) + 1;
    int found = poll(&port, 1, milliseconds);
    if (found < 0 && errno != EINTR) return fail(a, "the port is gone: %s", strerror(errno));
    /* What was there has been read: a port that hung up stays readable, without a byte. */
    if (found > 0 && (port.revents & POLLHUP || !(port.revents & events))) return fail(a, "the port is gone: it hung up");
    return found > 0 ? port.revents : 0;
}

static int write_bytes(driver_accelerator *a, size_t size) {
    size_t done = 0;
    double limit = now() + patience;
    while (done < size) {
        ssize_t written = write(a->fd, a->out + done, size - done);
        if (written < 0 && errno != EAGAIN && errno != EINTR)
            return fail(a, "the port is gone: %s", strerror(errno));
        if (written > 0) {
            done += (size_t)written;
        } else {
            if (now() > limit) return fail(a, "the port takes no bytes");
            if (wait_for(a, POLLOUT, now() + 0.05) < 0) return -1;
        }
    }
    return 0;
}

/* A byte, if one comes in time: 1, 0, or -1 and a message. */
static int read_byte(driver_accelerator *a, double until, unsigned char *byte) {
    for (;;) {
        ssize_t got = read(a->fd, byte, 1);
        if (got == 1) return 1;
        if (got < 0 && errno != EAGAIN && errno != EINTR)
            return fail(a, "the port is gone: %s", strerror(errno));
        if (now() >= until) return 0;
        if (wait_for(a, POLLIN, until) < 0) return -1;
    }
}

#endif

