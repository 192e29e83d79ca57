package dev.thalweg.scorer.http.rows;

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
import dev.thalweg.scorer.mapping.ModelMapping;
import dev.thalweg.scorer.mapping.ServedMappings;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Scoring of rows in the form that they have in the source's topic. */
public final class RowsEndpoints {
  private final NamedModels models;
  private final ServedMappings mappings;
  private final Coalescer coalescer;
  private final ExampleLimits limits;

  public RowsEndpoints(
      NamedModels models, ServedMappings mappings, Coalescer coalescer, ExampleLimits limits) {
    this.models = models;
    this.mappings = mappings;
    this.coalescer = coalescer;
    this.limits = limits;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/v2/models/{model}/rows", this::current),
        Route.post("/v2/models/{model}/versions/{version}/rows", this::version));
  }

  private CompletableFuture<Answer> current(HttpRequest request) {
    return score(
        request.body(), models.current(request.segment("model")), QueuedRequest::ofCurrent);
  }

  private CompletableFuture<Answer> version(HttpRequest request) {
    byte[] body = request.body();
    return models
        .version(request.segment("model"), request.segment("version"))
        .thenCompose(served -> score(body, served, QueuedRequest::ofVersion));
  }

  private CompletableFuture<Answer> score(
      byte[] body, ServedModel model, QueuedRequest.Maker queued) {
    ModelMapping mapping = mappings.of(model).orElseThrow(() -> withoutMapping(model));
    RowsRequest asked = RowsReader.read(body, mapping, limits.examplesMax(model.architecture()));
    return coalescer
        .submit(queued.of(model, asked.values(), asked.mapped()))
        .thenApply(
            scores -> {
              NamedModels.requireSameMapping(model, scores.model());
              scores.requireFinite();
              return Answer.json(json -> write(json, asked, scores, mapping));
            });
  }

  private static ProblemException withoutMapping(ServedModel model) {
    return ProblemException.notFound(
        ("Model %s has no mapping that says what a row is: train it by thalweg train --mapping"
                + " FILE, or send numbers to /v2/models/%s/infer.")
            .formatted(model.model(), model.model()));
  }

  private static void write(
      JsonGenerator json, RowsRequest asked, RequestScores scores, ModelMapping mapping)
      throws IOException {
    ServedModel model = scores.model();
    json.writeStringField("model_name", model.model());
    json.writeStringField("model_version", Long.toString(model.version()));
    if (asked.id().isPresent()) {
      json.writeStringField("id", asked.id().get());
    }
    json.writeObjectFieldStart("parameters");
    json.writeNumberField("version", model.version());
    json.writeStringField("sha256", model.sha256());
    json.writeStringField("mapping_sha256", mapping.sha256());
    json.writeEndObject();
    json.writeArrayFieldStart("predictions");
    int scored = 0;
    for (MappedRow row : asked.rows()) {
      json.writeStartObject();
      if (row.error().isPresent()) {
        json.writeStringField("error", row.error().get());
      } else {
        writePrediction(json, scores, scored++, mapping);
        json.writeStringField("input_sha256", row.inputSha256());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writePrediction(
      JsonGenerator json, RequestScores scores, int i, ModelMapping mapping) throws IOException {
    if (mapping.vector().target().isNumber()) {
      json.writeNumberField("value", scores.probability(i, 0));
      return;
    }
    List<String> classes = mapping.classes();
    json.writeNumberField("label", scores.label(i));
    json.writeStringField("class", classes.get(scores.label(i)));
    json.writeObjectFieldStart("probabilities");
    for (int c = 0; c < classes.size(); c++) {
      json.writeNumberField(classes.get(c), scores.probability(i, c));
    }
    json.writeEndObject();
  }
}
