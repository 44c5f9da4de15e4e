package io.nn2fpga.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProjectSchemaTest {
  private static final Path ROOT = Path.of("..");

  private static JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(ROOT.resolve("docs/nn2fpga.schema.json").toFile());
  }

  @Test
  void theSchemaHasTheKeysThatTheReaderTakes() throws IOException {
    assertSameKeys(schema(), Project.class);
  }

  private static void assertSameKeys(JsonNode schema, Class<?> type) {
    List<String> keys = new ArrayList<>();
    schema.get("properties").fieldNames().forEachRemaining(keys::add);
    Collections.sort(keys);
    assertThat(keys).as(type.getSimpleName()).isEqualTo(KeyLines.keys(type));
    for (var component : type.getRecordComponents()) {
      if (component.getType().isRecord()) {
        assertSameKeys(schema.get("properties").get(component.getName()), component.getType());
      }
      if (component.getGenericType() instanceof ParameterizedType map
          && map.getRawType() == Map.class) {
        assertSameKeys(
            schema.get("properties").get(component.getName()).get("additionalProperties"),
            (Class<?>) map.getActualTypeArguments()[1]);
      }
    }
  }

  @Test
  void theRepositorysProjectFileFitsTheSchemaAndTheReader() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema());
    JsonNode project = new YAMLMapper().readTree(ROOT.resolve("nn2fpga.yaml").toFile());
    assertThat(schema.validate(project)).isEmpty();
    assertThat(ProjectReader.read(ROOT.resolve("nn2fpga.yaml")).board()).isEqualTo("zcu104");
    assertThat(schema.validate(new YAMLMapper().readTree("bord: x"))).hasSize(1);
  }
}
