package dev.thalweg.monitor.drift;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Both detectors of a rise on one stream of errors: {@link Adwin} for each sample, {@link
 * PageHinkley} for each minibatch. Whichever is first speaks for both, and both begin anew: one
 * event is one alarm.
 */
public final class ErrorDetectors {
  /**
   * Samples of a minibatch where the stream has none of its own, and what smaller ones are put
   * together to: the limits of the second detector are for shares of so many.
   */
  static final int MINIBATCH = 32;

  private Adwin adwin;
  private PageHinkley pageHinkley;
  private int judged;
  private int wrong;

  /** Has seen nothing. */
  public ErrorDetectors() {
    this(new Adwin(), new PageHinkley());
  }

  private ErrorDetectors(Adwin adwin, PageHinkley pageHinkley) {
    this.adwin = adwin;
    this.pageHinkley = pageHinkley;
  }

  /** Takes one sample's outcome; each 32 are a minibatch. */
  public Optional<Rise> sample(boolean isWrong) {
    Optional<Rise> rise = judge(isWrong);
    return rise.isPresent() ? rise : endMinibatch();
  }

  /**
   * Takes a minibatch of which only the count of wrong ones is known. They are spread evenly over
   * it: a whole one of the usual 32 is checked at once, so that the order within makes no
   * difference then.
   *
   * @param wrongOnes of its samples, from 0 to size
   */
  public Optional<Rise> minibatch(int wrongOnes, int size) {
    Optional<Rise> rise = Optional.empty();
    long spread = 0;
    for (int i = 0; i < size; i++) {
      spread += wrongOnes;
      boolean isWrong = spread >= size;
      spread -= isWrong ? size : 0;
      Optional<Rise> next = judge(isWrong);
      rise = rise.isPresent() ? rise : next;
    }
    Optional<Rise> last = endMinibatch();
    return rise.isPresent() ? rise : last;
  }

  private Optional<Rise> judge(boolean isWrong) {
    judged++;
    wrong += isWrong ? 1 : 0;
    return reset(adwin.add(isWrong));
  }

  private Optional<Rise> endMinibatch() {
    if (judged < MINIBATCH) {
      return Optional.empty();
    }
    double share = (double) wrong / judged;
    judged = 0;
    wrong = 0;
    return reset(pageHinkley.add(share));
  }

  private Optional<Rise> reset(Optional<Rise> rise) {
    if (rise.isPresent()) {
      adwin = new Adwin();
      pageHinkley = new PageHinkley();
      judged = 0;
      wrong = 0;
    }
    return rise;
  }

  /** How many bytes the state takes. */
  public int bytes() {
    return 2 * Integer.BYTES + adwin.bytes() + PageHinkley.BYTES;
  }

  /** Writes {@link #bytes()} bytes. */
  public void writeTo(ByteBuffer out) {
    out.putInt(judged).putInt(wrong);
    adwin.writeTo(out);
    pageHinkley.writeTo(out);
  }

  /** The detectors as they were written. */
  public static ErrorDetectors readFrom(ByteBuffer in) {
    int judged = in.getInt();
    int wrong = in.getInt();
    ErrorDetectors detectors = new ErrorDetectors(Adwin.readFrom(in), PageHinkley.readFrom(in));
    detectors.judged = judged;
    detectors.wrong = wrong;
    return detectors;
  }
}
