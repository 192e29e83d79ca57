package dev.thalweg.cli.service;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.gate.GateKeeper;
import dev.thalweg.scorer.http.HttpService;
import dev.thalweg.scorer.http.ScoringConfig;
import dev.thalweg.scorer.http.classify.UndecodableException;
import dev.thalweg.scorer.http.classify.UndecodableException.Kind;
import dev.thalweg.scorer.metrics.ScorerMetrics;
import dev.thalweg.scorer.picture.PictureReader;
import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** A scorer that answers over HTTP, too. */
final class ScoringOverHttp {
  private final Scorer scorer;
  private final Metrics registry = new Metrics();
  private final ScorerMetrics metrics = new ScorerMetrics(registry);
  private final HttpService http;
  private final PrintWriter err;

  ScoringOverHttp(Scorer scorer, List<GateKeeper> gates, ScoringConfig config, PrintWriter err) {
    this.scorer = scorer;
    this.err = err;
    PictureLimits limits = PictureLimits.defaults();
    this.http =
        new HttpService(
            config,
            scorer.catalog(),
            Optional.of((picture, height, width) -> pixels(picture, height, width, limits)),
            metrics);
    for (GateKeeper gate : gates) {
      metrics.watchGate(gate.model(), gate::isHolding, gate::promoted, gate::refused);
    }
  }

  private static byte[] pixels(byte[] picture, int height, int width, PictureLimits limits)
      throws UndecodableException {
    try {
      return new PictureReader(height, width, limits).read(picture);
    } catch (PictureException e) {
      throw new UndecodableException(
          switch (e.kind()) {
            case UNSUPPORTED -> Kind.UNSUPPORTED;
            case TOO_LARGE -> Kind.TOO_LARGE;
            case MALFORMED -> Kind.MALFORMED;
          },
          e.getMessage());
    }
  }

  /**
   * Adds the HTTP service and, behind it, the scorer. A port that is taken is told before anything
   * joins the group.
   */
  void addTo(Assembly assembly) {
    assembly.add(Part.resource("the metrics", registry::close));
    assembly.addInFront(
        Part.lasting(
            "the HTTP service",
            () -> {
              http.start();
              err.printf(
                  "HTTP is answered on %s%s.%n",
                  http.address(), http.isOnOtherPort() ? ", since its usual port is taken" : "");
              err.flush();
            },
            http::close));
    assembly.add(ScoreCommand.part(scorer, metrics));
  }
}
