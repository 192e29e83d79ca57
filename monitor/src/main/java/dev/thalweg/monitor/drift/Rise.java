package dev.thalweg.monitor.drift;

/**
 * A rise of the errors that a detector is sure of.
 *
 * @param before the share of wrong ones before, from 0 to 1
 * @param after the same since
 */
public record Rise(Detector detector, double before, double after) {

  /** Who has noticed it. */
  public enum Detector {
    ADWIN("ADWIN"),
    PAGE_HINKLEY("Page-Hinkley");

    private final String text;

    Detector(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
