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

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatTextPattern;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientSettingsBinder}.
 */
class ClientSettingsBinderTests {

	private static final String URL = "wss://feed.example.com/prices";

	private static final String CLIENT = "heartbeat.client.prices.";

	private static final String DEFAULTS = "heartbeat.defaults.";

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final Map<String, Object> variables = new LinkedHashMap<>();

	ClientSettingsBinderTests() {
		this.properties.put(CLIENT + "url", URL);
	}

	@Test
	void whenOnlyUrlIsSetThenSettingsAreTheStandardOnes() {
		assertThat(bind()).isEqualTo(HeartbeatClientSettings.of(URI.create(URL)));
	}

	@Test
	void whenDefaultsAreEmptyThenEachKeyOfClientIsTaken() {
		setAll(CLIENT);
		assertThat(bind()).isEqualTo(allSet());
	}

	@Test
	void whenClientIsEmptyThenEachKeyOfDefaultsIsTaken() {
		setAll(DEFAULTS);
		assertThat(bind()).isEqualTo(allSet());
	}

	@Test
	void whenClientHasOneKeyOfEachGroupThenTheOthersAreThoseOfDefaults() {
		setAll(DEFAULTS);
		this.properties.put(CLIENT + "reconnect.jitter", "0");
		this.properties.put(CLIENT + "send.timeout", "1s");
		HeartbeatClientSettings expected = allSet();
		assertThat(bind()).isEqualTo(expected.withReconnect(expected.reconnect().withJitter(0))
			.withSend(expected.send().withTimeout(Duration.ofSeconds(1))));
	}

	@Test
	void whenUrlIsThatOfDefaultsThenTheOneGroupOfTheClientIsMerged() {
		this.properties.clear();
		this.properties.put(DEFAULTS + "url", URL);
		this.properties.put(DEFAULTS + "ping.timeout", "3s");
		this.properties.put(CLIENT + "ping.interval", "2s");
		assertThat(bind().url()).hasToString(URL);
		assertThat(bind().ping().interval()).hasSeconds(2);
		assertThat(bind().ping().timeout()).hasSeconds(3);
	}

	@Test
	void whenBothHaveHeadersThenTheyAreMerged() {
		this.properties.put(DEFAULTS + "headers.Authorization", "of defaults");
		this.properties.put(DEFAULTS + "headers.X-App", "app");
		this.properties.put(CLIENT + "headers.authorization", "of client");
		this.properties.put(CLIENT + "headers.X-Client", "client");
		assertThat(bind().headers()).containsExactlyInAnyOrderEntriesOf(
				Map.of("authorization", "of client", "X-App", "app", "X-Client", "client"));
	}

	@Test
	void whenOnlyDefaultsHaveHeadersThenClientHasThem() {
		this.properties.put(DEFAULTS + "headers.X-App", "app");
		this.properties.put(DEFAULTS + "headers.X-Other", "other");
		assertThat(bind().headers()).containsExactlyInAnyOrderEntriesOf(Map.of("X-App", "app", "X-Other", "other"));
	}

	@Test
	void whenVariableHasAHeaderOfTheClientThenThereIsOneHeaderAndItsValueWins() {
		this.properties.put(CLIENT + "headers.X-Api-Key", "of properties");
		this.variables.put("HEARTBEAT_CLIENT_PRICES_HEADERS_XAPIKEY", "of variable");
		assertThat(bind().headers()).containsExactly(Map.entry("X-Api-Key", "of variable"));
	}

	@Test
	void whenVariableHasAHeaderWithUnderscoresThenThereIsOneHeaderAndItsValueWins() {
		this.properties.put(CLIENT + "headers.X-Api-Key", "of properties");
		this.variables.put("HEARTBEAT_CLIENT_PRICES_HEADERS_X_API_KEY", "of variable");
		assertThat(bind().headers()).containsExactly(Map.entry("X-Api-Key", "of variable"));
	}

	@Test
	void whenOnlyAVariableHasAHeaderThenItsUnderscoresAreDashes() {
		this.variables.put("HEARTBEAT_CLIENT_PRICES_HEADERS_X_API_KEY", "of variable");
		assertThat(bind().headers()).containsExactly(Map.entry("x-api-key", "of variable"));
	}

	@Test
	void whenVariableHasAHeaderOfTheDefaultsThenThereIsOneHeader() {
		this.properties.put(DEFAULTS + "headers.X-Api-Key", "of defaults");
		this.variables.put("HEARTBEAT_CLIENT_PRICES_HEADERS_XAPIKEY", "of variable");
		assertThat(bind().headers()).containsExactly(Map.entry("X-Api-Key", "of variable"));
	}

	@Test
	void whenListOfClientIsEmptyThenItReplacesThatOfDefaults() {
		this.properties.put(DEFAULTS + "subprotocols", "v1,v2");
		this.properties.put(CLIENT + "subprotocols", "");
		assertThat(bind().subprotocols()).isEmpty();
	}

	@Test
	void whenListOfClientIsShorterThenNothingOfThatOfDefaultsIsLeft() {
		this.properties.put(DEFAULTS + "reconnect.fatal-statuses[0]", "401");
		this.properties.put(DEFAULTS + "reconnect.fatal-statuses[1]", "403");
		this.properties.put(CLIENT + "reconnect.fatal-statuses[0]", "404");
		assertThat(bind().reconnect().fatalStatuses()).containsExactly(new CodeRange(404, 404));
	}

	@Test
	void whenMessageHasCommasThenItIsOneMessage() {
		this.properties.put(CLIENT + "send-on-open", "{\"a\":1,\"b\":2}");
		assertThat(bind().sendOnOpen()).containsExactly("{\"a\":1,\"b\":2}");
	}

	@Test
	void whenMessagesOfDefaultsHaveCommasThenEachIsOneMessage() {
		this.properties.put(DEFAULTS + "send-on-open[0]", "a,b");
		this.properties.put(DEFAULTS + "send-on-open[1]", "c,d");
		assertThat(bind().sendOnOpen()).containsExactly("a,b", "c,d");
	}

	@Test
	void whenNumberHasNoUnitThenItIsInSeconds() {
		this.properties.put(CLIENT + "ping.interval", 15);
		this.properties.put(CLIENT + "connect-timeout", "20");
		this.properties.put(DEFAULTS + "shutdown-timeout", 25);
		assertThat(bind().ping().interval()).hasSeconds(15);
		assertThat(bind().connectTimeout()).hasSeconds(20);
		assertThat(bind().shutdownTimeout()).hasSeconds(25);
	}

	@Test
	void whenClientIsNothingButAUrlThenItMayStandForTheClient() {
		this.properties.clear();
		this.properties.put("heartbeat.client.prices", URL);
		assertThat(bind()).isEqualTo(HeartbeatClientSettings.of(URI.create(URL)));
	}

	@Test
	void whenVariableIsTheUrlOfAClientThenItMayStandForTheClient() {
		this.properties.clear();
		this.variables.put("HEARTBEAT_CLIENT_PRICES", URL);
		this.variables.put("HEARTBEAT_CLIENT_PRICES_PING_INTERVAL", "7s");
		assertThat(bind().url()).hasToString(URL);
		assertThat(bind().ping().interval()).hasSeconds(7);
	}

	@Test
	void whenVariableIsNotKnownThenItsUrlIsNoClient() {
		this.variables.put("HEARTBEAT_CLIENT_PRICES_URI", "wss://other.example.com");
		assertThat(binder().bind(BindHandler.DEFAULT)).containsOnlyKeys("prices");
		assertThat(bind().url()).hasToString(URL);
	}

	@Test
	void whenKubernetesHasAServiceOfThatNameThenThereIsNoSuchClient() {
		this.variables.put("HEARTBEAT_CLIENT_QUOTES_SERVICE_HOST", "10.0.0.1");
		this.variables.put("HEARTBEAT_CLIENT_QUOTES_PORT", "tcp://10.0.0.1:80");
		this.variables.put("HEARTBEAT_CLIENT_QUOTES_PORT_80_TCP_ADDR", "10.0.0.1");
		assertThat(binder().bind(BindHandler.DEFAULT)).containsOnlyKeys("prices");
	}

	@Test
	void whenUrlIsThereInBothFormsThenItFails() {
		this.properties.put("heartbeat.client.prices", "wss://other.example.com");
		assertThatExceptionOfType(InvalidHeartbeatPropertyException.class).isThrownBy(this::bind)
			.satisfies((ex) -> assertThat(ex.getReason()).contains("'heartbeat.client.prices.url' as well"));
	}

	@Test
	void whenGroupIsEmptyThenItSaysNothing() {
		this.properties.put(CLIENT + "ping", "");
		this.properties.put(CLIENT + "headers", "");
		this.properties.put(DEFAULTS + "reconnect", "");
		assertThat(bind()).isEqualTo(HeartbeatClientSettings.of(URI.create(URL)));
	}

	@Test
	void whenPlaceholderIsEscapedThenTheTextIsMeantAsItStands() {
		this.properties.put(CLIENT + "ping.message", "\\${beat}");
		assertThat(bind().ping().message()).isEqualTo("${beat}");
	}

	@Test
	void whenPingMessageIsSetThenModeIsMessage() {
		this.properties.put(CLIENT + "ping.message", "heartbeat");
		assertThat(bind().ping().mode()).isEqualTo(PingMode.MESSAGE);
	}

	@Test
	void whenPingMessageAndModeAreSetThenModeWins() {
		this.properties.put(CLIENT + "ping.message", "ping");
		this.properties.put(CLIENT + "ping.mode", "passive");
		assertThat(bind().ping().mode()).isEqualTo(PingMode.PASSIVE);
		assertThat(bind().ping().message()).isEqualTo("ping");
	}

	@Test
	void whenClientSetsPingMessageAndDefaultsSetModeThenModeWins() {
		this.properties.put(CLIENT + "ping.message", "ping");
		this.properties.put(DEFAULTS + "ping.mode", "frame");
		assertThat(bind().ping().mode()).isEqualTo(PingMode.FRAME);
	}

	@Test
	void whenReadyMessageIsSetThenItIsWaitedFor() {
		this.properties.put(CLIENT + "ready.message", "welcome.*");
		assertThat(bind().ready().when()).isEqualTo(ReadyWhen.MESSAGE);
		assertThat(bind().ready().message().matches("welcome back")).isTrue();
	}

	@Test
	void whenDelayOfClientAndMaxDelayOfDefaultsFitThenStandardOnesDoNotMatter() {
		this.properties.put(CLIENT + "reconnect.delay", "1m");
		this.properties.put(DEFAULTS + "reconnect.max-delay", "2m");
		assertThat(bind().reconnect().delay()).hasMinutes(1);
	}

	@Test
	void whenDelayOfDefaultsAndMaxDelayOfClientFitThenStandardOnesDoNotMatter() {
		this.properties.put(DEFAULTS + "reconnect.delay", "1m");
		this.properties.put(CLIENT + "reconnect.max-delay", "2m");
		assertThat(bind().reconnect().delay()).hasMinutes(1);
	}

	@Test
	void whenClientHasNoTlsThenSslBundleOfDefaultsIsIgnored() {
		this.properties.put(DEFAULTS + "ssl.bundle", "feed");
		this.properties.put(CLIENT + "url", "ws://localhost/prices");
		assertThat(bind().ssl().bundle()).isNull();
	}

	@Test
	void whenSslBundleOfClientIsBlankThenThatOfDefaultsIsNotUsed() {
		this.properties.put(DEFAULTS + "ssl.bundle", "feed");
		this.properties.put(CLIENT + "ssl.bundle", "");
		assertThat(bind().ssl().bundle()).isNull();
	}

	@Test
	void whenUrlHasSpacesAroundItThenTheyAreIgnored() {
		this.properties.put(CLIENT + "url", " " + URL + " ");
		assertThat(bind().url()).hasToString(URL);
	}

	@Test
	void whenUrlHasPercentSignsThenTheyStayAsTheyAre() {
		this.properties.put(CLIENT + "url", "wss://feed.example.com/a%20b?c=%C3%A4");
		assertThat(bind().url()).hasToString("wss://feed.example.com/a%20b?c=%C3%A4");
	}

	@Test
	void whenClientsHaveEqualSettingsThenTheyShareThem() {
		setAll(DEFAULTS);
		this.properties.put(CLIENT + "ping.interval", "9s");
		this.properties.put("heartbeat.client.orders.url", URL);
		this.properties.put("heartbeat.client.orders.ping.interval", "9s");
		Map<String, HeartbeatClientSettings> settings = binder().bind(BindHandler.DEFAULT);
		HeartbeatClientSettings first = settings.get("prices");
		HeartbeatClientSettings second = settings.get("orders");
		assertThat(second.url()).isSameAs(first.url());
		assertThat(second.connectTimeout()).isSameAs(first.connectTimeout());
		assertThat(second.subprotocols()).isSameAs(first.subprotocols());
		assertThat(second.ssl()).isSameAs(first.ssl());
		assertThat(second.ping()).isSameAs(first.ping());
		assertThat(second.reconnect()).isSameAs(first.reconnect());
		assertThat(second.sendOnOpen()).isSameAs(first.sendOnOpen());
		assertThat(second.send()).isSameAs(first.send());
		assertThat(second.receive()).isSameAs(first.receive());
		assertThat(second.ready()).isSameAs(first.ready());
		assertThat(second.shutdownTimeout()).isSameAs(first.shutdownTimeout());
		assertThat(second.health()).isSameAs(first.health());
	}

	@Test
	void whenHostsDifferInCaseThenUrlIsNotShared() {
		this.properties.put("heartbeat.client.orders.url", "wss://FEED.example.com/prices");
		Map<String, HeartbeatClientSettings> settings = binder().bind(BindHandler.DEFAULT);
		assertThat(settings.get("prices").url()).hasToString(URL);
		assertThat(settings.get("orders").url()).hasToString("wss://FEED.example.com/prices");
	}

	@Test
	void whenClientIsAddedLaterThenItHasTheDefaultsOfTheApplication() {
		setAll(DEFAULTS);
		assertThat(binder().getDefaults(URI.create(URL))).isEqualTo(allSet());
	}

	@Test
	void whenNothingIsConfiguredThenDefaultsAreTheStandardOnes() {
		this.properties.clear();
		assertThat(binder().getDefaults(URI.create(URL))).isEqualTo(HeartbeatClientSettings.of(URI.create(URL)));
	}

	@Test
	void whenClientThatIsAddedLaterHasNoTlsThenSslBundleOfDefaultsIsIgnored() {
		this.properties.put(DEFAULTS + "ssl.bundle", "feed");
		assertThat(binder().getDefaults(URI.create("ws://localhost")).ssl().bundle()).isNull();
	}

	private HeartbeatClientSettings bind() {
		return binder().bind(BindHandler.DEFAULT).get("prices");
	}

	private ClientSettingsBinder binder() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(
					"test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.variables));
		environment.getPropertySources().addLast(new MapPropertySource("test", this.properties));
		return new ClientSettingsBinder(environment, BinderFactory.of(environment), () -> List.of("feed"));
	}

	private void setAll(String prefix) {
		this.properties.putAll(Map.ofEntries(Map.entry(prefix + "auto-startup", "false"),
				Map.entry(prefix + "connect-timeout", "101s"), Map.entry(prefix + "headers.X-Name", "value"),
				Map.entry(prefix + "subprotocols", "v1"), Map.entry(prefix + "ssl.bundle", "feed"),
				Map.entry(prefix + "ping.mode", "off"), Map.entry(prefix + "ping.message", "message"),
				Map.entry(prefix + "ping.interval", "102s"), Map.entry(prefix + "ping.timeout", "103s"),
				Map.entry(prefix + "reconnect.enabled", "false"), Map.entry(prefix + "reconnect.delay", "104s"),
				Map.entry(prefix + "reconnect.multiplier", "3.5"), Map.entry(prefix + "reconnect.max-delay", "105s"),
				Map.entry(prefix + "reconnect.jitter", "0.25"), Map.entry(prefix + "reconnect.max-retries", "106"),
				Map.entry(prefix + "reconnect.stable-after", "107s"),
				Map.entry(prefix + "reconnect.fatal-close-codes", "4000-4099, 1008"),
				Map.entry(prefix + "reconnect.fatal-statuses", "401"), Map.entry(prefix + "close-on-message", "bye"),
				Map.entry(prefix + "send-on-open[0]", "first"), Map.entry(prefix + "send-on-open[1]", "second"),
				Map.entry(prefix + "send.timeout", "108s"), Map.entry(prefix + "send.queue-capacity", "109"),
				Map.entry(prefix + "send.queue-size", "110KB"), Map.entry(prefix + "send.when-closed", "queue"),
				Map.entry(prefix + "send.overflow", "drop-oldest"), Map.entry(prefix + "send.queue-ttl", "117s"),
				Map.entry(prefix + "ready.when", "predicate"), Map.entry(prefix + "ready.message", "welcome"),
				Map.entry(prefix + "ready.timeout", "118s"), Map.entry(prefix + "compression", "true"),
				Map.entry(prefix + "observe-messages", "true"), Map.entry(prefix + "receive.max-message-size", "111KB"),
				Map.entry(prefix + "receive.buffer-size", "112KB"), Map.entry(prefix + "receive.queue-capacity", "113"),
				Map.entry(prefix + "receive.queue-size", "114KB"),
				Map.entry(prefix + "receive.overflow", "drop-newest"), Map.entry(prefix + "shutdown-timeout", "115s"),
				Map.entry(prefix + "health.enabled", "false"), Map.entry(prefix + "health.down-after", "116s")));
	}

	private HeartbeatClientSettings allSet() {
		HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create(URL));
		return settings.withAutoStartup(false)
			.withConnectTimeout(Duration.ofSeconds(101))
			.withHeaders(Map.of("X-Name", "value"))
			.withSubprotocols(List.of("v1"))
			.withSsl(new HeartbeatClientSettings.Ssl("feed"))
			.withPing(new HeartbeatClientSettings.Ping(PingMode.OFF, "message", Duration.ofSeconds(102),
					Duration.ofSeconds(103)))
			.withReconnect(new HeartbeatClientSettings.Reconnect(false, Duration.ofSeconds(104), 3.5,
					Duration.ofSeconds(105), 0.25, 106L, Duration.ofSeconds(107),
					List.of(new CodeRange(4000, 4099), new CodeRange(1008, 1008)), List.of(new CodeRange(401, 401))))
			.withCloseOnMessage("bye")
			.withSendOnOpen(List.of("first", "second"))
			.withSend(new HeartbeatClientSettings.Send(Duration.ofSeconds(108), 109, DataSize.ofKilobytes(110),
					WhenClosed.QUEUE, SendOverflow.DROP_OLDEST, Duration.ofSeconds(117)))
			.withReady(new HeartbeatClientSettings.Ready(ReadyWhen.PREDICATE, HeartbeatTextPattern.of("welcome"),
					Duration.ofSeconds(118)))
			.withCompression(true)
			.withReceive(new HeartbeatClientSettings.Receive(DataSize.ofKilobytes(111), DataSize.ofKilobytes(112), 113,
					DataSize.ofKilobytes(114), ReceiveOverflow.DROP_NEWEST))
			.withShutdownTimeout(Duration.ofSeconds(115))
			.withObserveMessages(true)
			.withHealth(new HeartbeatClientSettings.Health(false, Duration.ofSeconds(116)));
	}

}
