package dev.thalweg.scorer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Inference as the Open Inference Protocol v2 has it. */
final class InferEndpoints {
  private final Models models;
  private final Coalescer coalescer;
  private final HttpLimits limits;

  InferEndpoints(Models models, Coalescer coalescer, HttpLimits limits) {
    this.models = models;
    this.coalescer = coalescer;
    this.limits = limits;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/v2/models/{model}/infer", false, this::inferCurrent),
        new Route(
            "POST", "/v2/models/{model}/versions/{version}/infer", false, this::inferVersion));
  }

  private CompletableFuture<Answer> inferCurrent(Call call) {
    requireJson(call);
    ServedModel served = models.current(call.segment("model"));
    return infer(call, served, Optional.empty());
  }

  private CompletableFuture<Answer> inferVersion(Call call) {
    requireJson(call);
    return models
        .version(call.segment("model"), call.segment("version"))
        .thenCompose(served -> infer(call, served, Optional.of(served)));
  }

  private static void requireJson(Call call) {
    if (!call.contentType().equals(Answer.JSON)) {
      throw ProblemException.unsupported(
          "Send JSON, and say so: \"Content-Type: application/json\".");
    }
  }

  /**
   * The request's size is checked by one snapshot; it may be scored by the next, and says which.
   */
  private CompletableFuture<Answer> infer(
      Call call, ServedModel expected, Optional<ServedModel> version) {
    InferRequest request =
        InferRequestReader.read(
            call.body(), expected.architecture(), limits.imagesMax(expected.architecture()));
    return coalescer
        .submit(Asked.of(expected.model(), version, request.values(), request.count()))
        .thenApply(scores -> answer(request, scores));
  }

  private static Answer answer(InferRequest request, Scores scores) {
    requireFinite(scores);
    return Answer.json(json -> write(json, request, scores));
  }

  static void requireFinite(Scores scores) {
    if (!scores.areFinite()) {
      throw new ProblemException(
          500, "Version %d overflows on this image.".formatted(scores.model().version()));
    }
  }

  private static void write(JsonGenerator json, InferRequest request, Scores scores)
      throws IOException {
    ServedModel model = scores.model();
    json.writeStringField("model_name", model.model());
    json.writeStringField("model_version", Long.toString(model.version()));
    if (request.id().isPresent()) {
      json.writeStringField("id", request.id().get());
    }
    json.writeObjectFieldStart("parameters");
    json.writeNumberField("version", model.version());
    json.writeStringField("sha256", model.sha256());
    json.writeEndObject();
    json.writeArrayFieldStart("outputs");
    for (Output output : request.outputs()) {
      output.write(json, scores);
    }
    json.writeEndArray();
  }
}
