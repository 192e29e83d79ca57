package dev.thalweg.monitor.join;

/** Is told what a join finds out, one by one, in the order of the records. */
public interface JoinObserver {
  /** For a monitor without detectors of drift. */
  JoinObserver NONE =
      new JoinObserver() {
        @Override
        public void judged(String model, boolean isWrong) {}

        @Override
        public void erred(String model, double error) {}

        @Override
        public void labelled(int label) {}
      };

  /** The label of a prediction has come. */
  void judged(String model, boolean isWrong);

  /** The target of a predicted number has come, from which it is so far off. */
  void erred(String model, double error);

  /** The label of an image has come, predicted or not. */
  void labelled(int label);
}
