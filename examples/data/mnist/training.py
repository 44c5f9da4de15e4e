"""What the examples' train_and_export.py share: these digits, a training loop, golden samples.

Needs: pip install "jax[cpu]" numpy.
"""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

TRAINED = 800  # digits to train with; the others judge
BATCH = 50
GOLDEN = 16

here = Path(__file__).parent
images = np.load(here / "images.npy").astype(np.float32) / 255  # [1000, 1, 28, 28]
labels = np.load(here / "labels.npy").astype(np.int32)


def train(network, initial, images, epochs, rate, seed, penalty=lambda p: 0.0):
    """Parameters that make the network tell the digits apart.

    network: logits [N, 10] of parameters and images; initial: first parameters of a random key;
    images: of one channel, in either layout; rate: of the first step, falling as a cosine to 0.
    """

    def loss(p, x, y):
        return -jnp.mean(jax.nn.log_softmax(network(p, x))[jnp.arange(len(y)), y]) + penalty(p)

    @jax.jit
    def step(p, momentum, x, y, rate):
        gradient = jax.grad(loss)(p, x, y)
        momentum = jax.tree.map(lambda m, g: 0.9 * m + g, momentum, gradient)
        return jax.tree.map(lambda w, m: w - rate * m, p, momentum), momentum

    random = np.random.default_rng(seed)
    p = initial(jax.random.key(seed))
    momentum = jax.tree.map(jnp.zeros_like, p)
    for epoch in range(epochs):
        falling = rate * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        order = random.permutation(TRAINED)
        for first in range(0, TRAINED, BATCH):
            batch = order[first : first + BATCH]
            p, momentum = step(p, momentum, moved(images[batch], random), labels[batch], falling)
    right = jnp.argmax(network(p, images[TRAINED:]), axis=1) == labels[TRAINED:]
    print("parameters:", sum(w.size for w in p.values()))
    print("top-1 on the", len(right), "other digits:", float(right.mean()))
    return p


def moved(images, random):
    """Every image moved by up to two pixels."""
    padded = np.pad(images.reshape(-1, 28, 28), ((0, 0), (2, 2), (2, 2)))
    places = random.integers(0, 5, (len(images), 2))
    cut = [i[r : r + 28, c : c + 28] for i, (r, c) in zip(padded, places)]
    return np.stack(cut).reshape(images.shape)


def save_golden(folder, images, function):
    """Some of the digits that were not trained with, and what the function gives for each."""
    golden = images[TRAINED : TRAINED + GOLDEN]
    np.save(folder / "golden_input.npy", golden)
    np.save(folder / "golden_output.npy", np.concatenate([function(i[None]) for i in golden]))
