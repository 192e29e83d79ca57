package dev.thalweg.examples.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.SplittableRandom;

/** Readings as meters send them: those of a broken one are far from 50 Hz. */
final class ReadingsOfTests {
  private ReadingsOfTests() {}

  /** A reading, always the same one; every third is of a broken meter. */
  static byte[] json(int number) {
    SplittableRandom random = new SplittableRandom(number);
    boolean faulty = number % 3 == 0;
    return String.format(
            Locale.ROOT,
            "{\"id\":\"r%d\",\"volt\":%.3f,\"ampere\":%.3f,\"hertz\":%.3f,\"faulty\":%b}",
            number,
            230 + random.nextDouble(-5, 5),
            random.nextDouble(0, 16),
            (faulty ? 48 : 50) + random.nextDouble(-0.5, 0.5),
            faulty)
        .getBytes(UTF_8);
  }
}
