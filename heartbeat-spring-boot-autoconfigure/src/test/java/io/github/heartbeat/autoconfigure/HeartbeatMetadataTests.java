/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.heartbeat.HeartbeatClientSettings;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the configuration metadata.
 */
class HeartbeatMetadataTests {

	private static final Set<String> WITHOUT_DEFAULT = Set.of("heartbeat.client", "heartbeat.connect.rate",
			"heartbeat.defaults.url", "heartbeat.defaults.headers", "heartbeat.defaults.ssl.bundle",
			"heartbeat.defaults.close-on-message", "heartbeat.defaults.ready.message", "heartbeat.defaults.ready.when",
			"heartbeat.defaults.send.queue-ttl", "heartbeat.defaults.reconnect.max-retries",
			"heartbeat.defaults.subprotocols", "heartbeat.defaults.send-on-open",
			"heartbeat.defaults.reconnect.fatal-close-codes", "heartbeat.defaults.reconnect.fatal-statuses",
			"heartbeat.record.directory");

	@Test
	void eachPropertyHasADescription() throws IOException {
		assertThat(properties()).isNotEmpty()
			.allSatisfy((property) -> assertThat(property.path("description").asString("")).as(name(property))
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotStartWith("A "));
	}

	@Test
	void eachPropertyThatHasADefaultNamesIt() throws IOException {
		assertThat(properties().stream().filter((property) -> !property.has("defaultValue")).map(this::name))
			.containsExactlyInAnyOrderElementsOf(WITHOUT_DEFAULT);
	}

	@Test
	void defaultsAreThoseOfTheSettings() throws IOException {
		Map<String, String> values = properties().stream()
			.filter((property) -> property.has("defaultValue"))
			.collect(Collectors.toMap(this::name, (property) -> text(property.get("defaultValue"))));
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("metadata", new HashMap<>(values)));
		assertThat(new ClientSettingsBinder(environment, BinderFactory.of(environment), List::of)
			.getDefaults(URI.create("wss://feed.example.com")))
			.isEqualTo(HeartbeatClientSettings.of(URI.create("wss://feed.example.com")));
		assertThat(new Binder(new MapConfigurationPropertySource(values)).bind("heartbeat", HeartbeatProperties.class)
			.get()).usingRecursiveComparison().isEqualTo(new HeartbeatProperties());
	}

	@Test
	void eachPropertyHasARowInTheReadmeWithItsDefault() throws IOException {
		Map<String, String> rows = rows();
		assertThat(properties().stream().map(this::name).filter((name) -> !name.equals("heartbeat.client")))
			.allSatisfy((name) -> assertThat(rows).containsKey(key(name)));
		assertThat(properties()).allSatisfy((property) -> {
			String row = rows.getOrDefault(key(name(property)), "");
			JsonNode standard = property.path("defaultValue");
			String value = standard.isValueNode() ? "`" + standard.asString() + "`" : "";
			boolean inWords = standard.isMissingNode() && (row.contains(" ") || row.equals("unlimited"));
			assertThat(inWords ? "" : row).as(name(property)).isEqualTo(value);
		});
	}

	@Test
	void eachRowInTheReadmeIsAProperty() throws IOException {
		assertThat(properties().stream().map(this::name).map(this::key)).containsAll(rows().keySet());
	}

	@Test
	void eachHintIsAboutAProperty() throws IOException {
		List<String> names = properties().stream().map(this::name).toList();
		metadata().get("hints")
			.forEach((hint) -> assertThat(names).contains(name(hint).replaceFirst("\\.(keys|values)$", "")));
	}

	private String key(String name) {
		String key = name.replaceFirst("^heartbeat\\.defaults\\.", "");
		return key.equals("headers") ? "headers.*" : key;
	}

	private Map<String, String> rows() throws IOException {
		String readme = Files.readString(Path.of("..", "README.md"));
		String section = readme.substring(readme.indexOf("\n## Properties\n"), readme.indexOf("\n## Events\n"));
		Map<String, String> rows = new LinkedHashMap<>();
		Pattern.compile("(?m)^\\| `([^`]+)` \\|([^|]*)\\|")
			.matcher(section)
			.results()
			.forEach((row) -> rows.put(row.group(1), row.group(2).trim()));
		return rows;
	}

	private String name(JsonNode property) {
		return property.get("name").asString();
	}

	private String text(JsonNode value) {
		return value.isArray() ? "" : value.asString();
	}

	private List<JsonNode> properties() throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		metadata().get("properties").forEach((property) -> {
			if (name(property).startsWith("heartbeat.")) {
				properties.add(property);
			}
		});
		return properties;
	}

	private JsonNode metadata() throws IOException {
		try (InputStream metadata = new ClassPathResource("META-INF/spring-configuration-metadata.json",
				HeartbeatProperties.class.getClassLoader())
			.getInputStream()) {
			return JsonMapper.shared().readTree(metadata);
		}
	}

}
