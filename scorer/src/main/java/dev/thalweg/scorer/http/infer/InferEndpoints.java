package dev.thalweg.scorer.http.infer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.http.route.Route;
import dev.thalweg.scorer.http.models.NamedModels;
import dev.thalweg.scorer.http.scoring.Coalescer;
import dev.thalweg.scorer.http.scoring.ExampleLimits;
import dev.thalweg.scorer.http.scoring.QueuedRequest;
import dev.thalweg.scorer.http.scoring.RequestScores;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Inference as the Open Inference Protocol v2 has it. */
public final class InferEndpoints {
  private final NamedModels models;
  private final Coalescer coalescer;
  private final ExampleLimits limits;

  public InferEndpoints(NamedModels models, Coalescer coalescer, ExampleLimits limits) {
    this.models = models;
    this.coalescer = coalescer;
    this.limits = limits;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/v2/models/{model}/infer", this::inferCurrent),
        Route.post("/v2/models/{model}/versions/{version}/infer", this::inferVersion));
  }

  private CompletableFuture<Answer> inferCurrent(HttpRequest request) {
    requireJson(request);
    ServedModel served = models.current(request.segment("model"));
    return infer(request, served, QueuedRequest::ofCurrent);
  }

  private CompletableFuture<Answer> inferVersion(HttpRequest request) {
    requireJson(request);
    return models
        .version(request.segment("model"), request.segment("version"))
        .thenCompose(served -> infer(request, served, QueuedRequest::ofVersion));
  }

  private static void requireJson(HttpRequest request) {
    if (!request.contentType().equals(Answer.JSON)) {
      throw ProblemException.unsupported(
          "Send JSON, and say so: \"Content-Type: application/json\".");
    }
  }

  /** Examples of what is served, or of one version. */
  private interface Queued {
    QueuedRequest of(ServedModel model, float[] values, int count);
  }

  /**
   * The request's examples are checked by one snapshot; it may be scored by the next, and says
   * which.
   */
  private CompletableFuture<Answer> infer(HttpRequest request, ServedModel model, Queued queued) {
    InferRequest wanted =
        InferRequestReader.read(request.body(), model, limits.examplesMax(model.architecture()));
    return coalescer
        .submit(queued.of(model, wanted.values(), wanted.count()))
        .thenApply(scores -> answer(wanted, scores));
  }

  private static Answer answer(InferRequest wanted, RequestScores scores) {
    scores.requireFinite();
    return Answer.json(json -> write(json, wanted, scores));
  }

  private static void write(JsonGenerator json, InferRequest wanted, RequestScores scores)
      throws IOException {
    ServedModel model = scores.model();
    json.writeStringField("model_name", model.model());
    json.writeStringField("model_version", Long.toString(model.version()));
    if (wanted.id().isPresent()) {
      json.writeStringField("id", wanted.id().get());
    }
    json.writeObjectFieldStart("parameters");
    json.writeNumberField("version", model.version());
    json.writeStringField("sha256", model.sha256());
    json.writeEndObject();
    json.writeArrayFieldStart("outputs");
    for (OutputTensor output : wanted.outputs()) {
      output.write(json, scores);
    }
    json.writeEndArray();
  }
}
