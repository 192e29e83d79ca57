package dev.thalweg.monitor.join;

/** Hears what the join finds out, one by one, in the order of the records. */
public interface Judgements {
  /** For a monitor that does not watch for drift. */
  Judgements NONE =
      new Judgements() {
        @Override
        public void judged(String model, boolean isWrong) {}

        @Override
        public void labelled(int label) {}
      };

  /** The label of a prediction has come. */
  void judged(String model, boolean isWrong);

  /** The label of an image has come, predicted or not. */
  void labelled(int label);
}
