/*
 * Test only, for LD_PRELOAD: a terminal behaves as a device of Linux' spidev. The requests of
 * <linux/spi/spidev.h> to it become transfers of the simulator at the terminal's other end, as
 * nn2fpga_spi.hpp takes them; those that no board would understand fail.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/spi/spidev.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int all(ssize_t (*move)(int, void *, size_t), int fd, unsigned char *bytes, size_t size) {
    while (size > 0) {
        ssize_t moved = move(fd, bytes, size);
        if (moved <= 0 && errno != EINTR) return -1;
        if (moved > 0) {
            bytes += moved;
            size -= (size_t)moved;
        }
    }
    return 0;
}

static ssize_t put(int fd, void *bytes, size_t size) { return write(fd, bytes, size); }

static ssize_t get(int fd, void *bytes, size_t size) { return read(fd, bytes, size); }

static int transfer(int fd, const struct spi_ioc_transfer *t) {
    unsigned char header[8] = {0}, cycles[8];
    unsigned char *out = (unsigned char *)(uintptr_t)t->tx_buf, *in = (unsigned char *)(uintptr_t)t->rx_buf;
    if (t->len > 4096 || t->len == 0) {
        errno = EMSGSIZE;
        return -1;
    }
    if (!out || !in || t->speed_hz != SPEED || t->bits_per_word != 8 || t->cs_change || t->delay_usecs || out[0] != 0x7e) {
        errno = EINVAL;
        return -1;
    }
    for (int i = 0; i < 4; i++) header[4 + i] = (unsigned char)(t->len >> 8 * i);
    if (all(put, fd, header, sizeof header) || all(put, fd, out, t->len)) return -1;
    if (all(get, fd, cycles, sizeof cycles) || all(get, fd, in, t->len)) return -1;
    return (int)t->len;
}

int ioctl(int fd, unsigned long request, ...) {
    static int (*next)(int, unsigned long, ...);
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (!next) *(void **)&next = dlsym(RTLD_NEXT, "ioctl");
    if (_IOC_TYPE(request) != SPI_IOC_MAGIC) return next(fd, request, argument);
    if (!isatty(fd)) {
        errno = ENOTTY;
        return -1;
    }
    if (request == SPI_IOC_MESSAGE(1)) return transfer(fd, argument);
    if (request == SPI_IOC_WR_MODE) return *(uint8_t *)argument == SPI_MODE_0 ? 0 : (errno = EINVAL, -1);
    if (request == SPI_IOC_WR_BITS_PER_WORD) return *(uint8_t *)argument == 8 ? 0 : (errno = EINVAL, -1);
    if (request == SPI_IOC_WR_MAX_SPEED_HZ) return *(uint32_t *)argument == SPEED ? 0 : (errno = EINVAL, -1);
    errno = ENOTTY;
    return -1;
}
