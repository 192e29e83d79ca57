package dev.thalweg.monitor.state;

/**
 * A class or a number in one long, as the state holds it: a class is itself, a number the bits of
 * its double with the sign turned. Numbers that are nearer to 0 than {@value #LEAST} are 0, so that
 * no number looks like a class.
 */
public final class Answer {
  private static final double LEAST = 1e-300;
  private static final int CLASSES_MAX = 65_536;

  private Answer() {}

  /** That of a finite number. */
  public static long of(double number) {
    double held = Math.abs(number) < LEAST ? 0 : number;
    return Double.doubleToRawLongBits(held) ^ Long.MIN_VALUE;
  }

  /** Whether it is a number, and no class. */
  public static boolean isNumber(long answer) {
    return answer < 0 || answer >= CLASSES_MAX;
  }

  /** The number; of a class, its own. */
  public static double number(long answer) {
    return isNumber(answer) ? Double.longBitsToDouble(answer ^ Long.MIN_VALUE) : answer;
  }
}
