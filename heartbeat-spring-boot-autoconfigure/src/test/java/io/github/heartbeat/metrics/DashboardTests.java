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

package io.github.heartbeat.metrics;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.HeartbeatStatistics.Connection;
import io.github.heartbeat.HeartbeatStatistics.Inbound;
import io.github.heartbeat.HeartbeatStatistics.Outbound;
import io.github.heartbeat.HeartbeatStatistics.Pings;
import io.github.heartbeat.HeartbeatTransition;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests that the Grafana dashboard and the Prometheus rules in the root of the repository
 * ask for what a scrape has.
 */
class DashboardTests {

	private static final Path DASHBOARD = Path.of("..", "grafana-dashboard.json");

	private static final Path RULES = Path.of("..", "prometheus-alerts.yml");

	private static final Pattern METRIC = Pattern.compile("heartbeat_\\w+");

	private static final Pattern SELECTOR = Pattern.compile("(heartbeat_\\w+)\\{([^}]*)\\}");

	private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|=)\"([^\"]*)\"");

	private final List<String> samples = scrape();

	@Test
	void eachMetricOfTheDashboardIsInTheScrape() throws IOException {
		assertThat(metrics(dashboardExpressions())).isSubsetOf(sampleNames());
	}

	@Test
	void eachMetricOfTheRulesIsInTheScrape() throws IOException {
		assertThat(metrics(ruleExpressions())).isSubsetOf(sampleNames());
	}

	@Test
	void eachLabelOfTheDashboardIsInTheScrape() throws IOException {
		assertLabels(dashboardExpressions());
	}

	@Test
	void eachLabelOfTheRulesIsInTheScrape() throws IOException {
		assertLabels(ruleExpressions());
	}

	@Test
	void eachMeterIsOnTheDashboard() throws IOException {
		Set<String> shown = metrics(dashboardExpressions());
		assertThat(sampleNames()).filteredOn((name) -> !name.startsWith("heartbeat_connects_seconds_sum"))
			.isSubsetOf(shown);
	}

	@Test
	void dashboardLetsChooseSourceAndClients() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
		List<String> variables = new ArrayList<>();
		dashboard.at("/templating/list").forEach((variable) -> variables.add(variable.get("name").asString()));
		assertThat(variables).containsExactly("DS_PROMETHEUS", "name");
		assertThat(dashboard.findValues("datasource")).isNotEmpty()
			.allSatisfy((source) -> assertThat(source.get("uid").asString()).isEqualTo("${DS_PROMETHEUS}"));
		assertThat(dashboardExpressions())
			.allSatisfy((expression) -> assertThat(expression).contains("name=~\"$name\""));
	}

	@Test
	void eachRuleSaysWhatToDo() throws IOException {
		assertThat(rules()).isNotEmpty().allSatisfy((rule) -> {
			assertThat(rule).containsKeys("alert", "expr", "labels", "annotations");
			assertThat(rule.get("annotations").toString()).contains("summary=", "description=", "$labels.name");
		});
	}

	private void assertLabels(List<String> expressions) {
		for (String expression : expressions) {
			SELECTOR.matcher(expression).results().forEach((selector) -> assertLabels(selector));
		}
	}

	private void assertLabels(MatchResult selector) {
		MATCHER.matcher(selector.group(2)).results().forEach((matcher) -> {
			String label = matcher.group(1) + "=\"" + (matcher.group(2).equals("=") ? matcher.group(3) + "\"" : "");
			assertThat(this.samples).as(selector.group())
				.anySatisfy((sample) -> assertThat(sample).startsWith(selector.group(1) + "{").contains(label));
		});
	}

	private Set<String> metrics(List<String> expressions) {
		Set<String> metrics = new TreeSet<>();
		expressions.forEach(
				(expression) -> METRIC.matcher(expression).results().forEach((result) -> metrics.add(result.group())));
		assertThat(metrics).isNotEmpty();
		return metrics;
	}

	private Set<String> sampleNames() {
		Set<String> names = new TreeSet<>();
		this.samples.forEach((sample) -> names.add(sample.substring(0, sample.indexOf('{'))));
		return names;
	}

	private List<String> dashboardExpressions() throws IOException {
		List<String> expressions = new ArrayList<>();
		JsonMapper.shared()
			.readTree(Files.readString(DASHBOARD))
			.findValues("expr")
			.forEach((expression) -> expressions.add(expression.asString()));
		return expressions;
	}

	private List<String> ruleExpressions() throws IOException {
		return rules().stream().map((rule) -> String.valueOf(rule.get("expr"))).toList();
	}

	@SuppressWarnings("unchecked")
	private List<Map<String, Object>> rules() throws IOException {
		Map<String, List<Map<String, Object>>> file = new Yaml().load(new StringReader(Files.readString(RULES)));
		List<Map<String, Object>> rules = new ArrayList<>();
		file.get("groups").forEach((group) -> rules.addAll((List<Map<String, Object>>) group.get("rules")));
		return rules;
	}

	private static List<String> scrape() {
		HeartbeatClient client = mock(HeartbeatClient.class);
		given(client.getName()).willReturn("prices");
		given(client.getState()).willReturn(HeartbeatState.OPEN);
		given(client.getStatistics()).willReturn(new HeartbeatStatistics(HeartbeatState.OPEN, Instant.EPOCH,
				new Connection(null, true, null, Duration.ZERO, 0, 0, null), null, new Inbound(0, 0, 0, 0, null),
				new Outbound(0, 0, 0, 0), new Pings(0, 0, null), 0));
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		HeartbeatMetrics metrics = new HeartbeatMetrics();
		metrics.bindTo(registry);
		metrics.added(client);
		metrics.transition(client,
				new HeartbeatTransition(1, Instant.EPOCH, HeartbeatTransition.Kind.LOST, HeartbeatState.WAITING,
						"prices-1", null,
						new HeartbeatTransition.Connection(Duration.ofMinutes(3), null, 0, 0, 0, 0, null),
						new HeartbeatDisconnect(DisconnectCause.PING_TIMEOUT), null, null));
		return registry.scrape().lines().filter((line) -> !line.startsWith("#")).toList();
	}

}
