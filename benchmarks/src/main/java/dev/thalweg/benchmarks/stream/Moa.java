package dev.thalweg.benchmarks.stream;

import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.List;

/** MOA, whose own command line reads the vectors and evaluates. */
final class Moa {
  private final FetchedLibrary library;
  private final VectorFile vectors;

  /**
   * Fetches MOA.
   *
   * @param folder for files, the caller's to delete
   * @throws UserException if there is no Maven, or MOA can't be fetched
   */
  Moa(VectorFile vectors, Path folder) {
    this.vectors = vectors;
    library = new FetchedLibrary("MOA", "nz.ac.waikato.cms.moa", "moa", folder);
  }

  /**
   * One pass of a learner over the stream, with its prequential evaluation.
   *
   * @param learner as MOA's command line names it, such as {@code meta.AdaptiveRandomForest}
   * @throws UserException if it does not come to its end
   */
  Pass run(String learner) {
    String task =
        "EvaluatePrequential -l (%s) -s (ArffFileStream -f %s) -e (BasicClassification"
            + "PerformanceEvaluator) -i %d -f %d";
    String table =
        library.java(
            List.of(
                "moa.DoTask",
                task.formatted(
                    learner, vectors.path().getFileName(), vectors.rows(), vectors.rows())),
            "MOA's " + learner + " did not come to its end");
    return MoaTable.last(learner, table);
  }
}
