package dev.thalweg.cli;

import dev.thalweg.scorer.ModelCatalog;
import dev.thalweg.scorer.ServedModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The one model of a pipeline, of which there is what is served now and no other version. */
record CurrentOnly(String name, Supplier<Optional<ServedModel>> served) implements ModelCatalog {
  @Override
  public List<String> names() {
    return List.of(name);
  }

  @Override
  public Optional<ServedModel> current(String asked) {
    return name.equals(asked) ? served.get() : Optional.empty();
  }

  @Override
  public List<Long> versions(String asked) {
    return current(asked).map(ServedModel::version).stream().toList();
  }

  @Override
  public Optional<ServedModel> version(String asked, long version) {
    return current(asked).filter(model -> model.version() == version);
  }
}
