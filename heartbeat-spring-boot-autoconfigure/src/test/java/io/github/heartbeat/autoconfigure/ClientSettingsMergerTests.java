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
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientSettingsMerger}.
 */
class ClientSettingsMergerTests {

	private static final String URL = "wss://feed.example.com/prices";

	private final HeartbeatClientProperties client = new HeartbeatClientProperties();

	private final HeartbeatClientProperties defaults = new HeartbeatClientProperties();

	private final Interner shared = new Interner();

	ClientSettingsMergerTests() {
		this.client.setUrl(URL);
	}

	@Test
	void whenOnlyUrlIsSetThenSettingsAreTheStandardOnes() {
		assertThat(merge()).isEqualTo(HeartbeatClientSettings.of(URI.create(URL)));
	}

	@Test
	void whenDefaultsAreEmptyThenEachKeyOfClientIsTaken() {
		setAll(this.client);
		assertThat(merge()).isEqualTo(allSet());
	}

	@Test
	void whenClientIsEmptyThenEachKeyOfDefaultsIsTaken() {
		setAll(this.defaults);
		assertThat(merge()).isEqualTo(allSet());
	}

	@Test
	void whenClientHasOneKeyThenTheOthersAreThoseOfDefaults() {
		setAll(this.defaults);
		this.client.getReconnect().setJitter(0.0);
		HeartbeatClientSettings expected = allSet();
		assertThat(merge()).isEqualTo(expected.withReconnect(expected.reconnect().withJitter(0)));
	}

	@Test
	void whenBothHaveHeadersThenTheyAreMerged() {
		this.defaults.getHeaders().putAll(Map.of("Authorization", "of defaults", "X-App", "app"));
		this.client.getHeaders().putAll(Map.of("authorization", "of client", "X-Client", "client"));
		assertThat(merge().headers()).containsExactlyInAnyOrderEntriesOf(
				Map.of("authorization", "of client", "X-App", "app", "X-Client", "client"));
	}

	@Test
	void whenListOfClientIsEmptyThenItReplacesThatOfDefaults() {
		this.defaults.setSubprotocols(List.of("v1", "v2"));
		this.client.setSubprotocols(Collections.emptyList());
		assertThat(merge().subprotocols()).isEmpty();
	}

	@Test
	void whenPingMessageIsSetThenModeIsMessage() {
		this.client.getPing().setMessage("heartbeat");
		assertThat(merge().ping().mode()).isEqualTo(PingMode.MESSAGE);
	}

	@Test
	void whenPingMessageAndModeAreSetThenModeWins() {
		this.client.getPing().setMessage("ping");
		this.client.getPing().setMode(PingMode.PASSIVE);
		assertThat(merge().ping().mode()).isEqualTo(PingMode.PASSIVE);
		assertThat(merge().ping().message()).isEqualTo("ping");
	}

	@Test
	void whenClientSetsPingMessageAndDefaultsSetModeThenModeWins() {
		this.client.getPing().setMessage("ping");
		this.defaults.getPing().setMode(PingMode.FRAME);
		assertThat(merge().ping().mode()).isEqualTo(PingMode.FRAME);
	}

	@Test
	void whenDelayOfClientAndMaxDelayOfDefaultsFitThenStandardOnesDoNotMatter() {
		this.client.getReconnect().setDelay(Duration.ofMinutes(1));
		this.defaults.getReconnect().setMaxDelay(Duration.ofMinutes(2));
		assertThat(merge().reconnect().delay()).hasMinutes(1);
	}

	@Test
	void whenClientHasNoTlsThenSslBundleOfDefaultsIsIgnored() {
		this.defaults.getSsl().setBundle("feed");
		this.client.setUrl("ws://localhost/prices");
		assertThat(merge().sslBundle()).isNull();
	}

	@Test
	void whenSslBundleOfClientIsBlankThenThatOfDefaultsIsNotUsed() {
		this.defaults.getSsl().setBundle("feed");
		this.client.getSsl().setBundle("");
		assertThat(merge().sslBundle()).isNull();
	}

	@Test
	void whenUrlHasSpacesAroundItThenTheyAreIgnored() {
		this.client.setUrl(" " + URL + " ");
		assertThat(merge().url()).hasToString(URL);
	}

	@Test
	void whenClientsHaveEqualSettingsThenTheyShareThem() {
		setAll(this.defaults);
		HeartbeatClientSettings first = merge();
		HeartbeatClientSettings second = merge();
		assertThat(second.url()).isSameAs(first.url());
		assertThat(second.connectTimeout()).isSameAs(first.connectTimeout());
		assertThat(second.subprotocols()).isSameAs(first.subprotocols());
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
		merge();
		this.client.setUrl("wss://FEED.example.com/prices");
		assertThat(merge().url()).hasToString("wss://FEED.example.com/prices");
	}

	private HeartbeatClientSettings merge() {
		return new ClientSettingsMerger("prices", this.client, this.defaults, () -> List.of("feed"), this.shared)
			.merge();
	}

	private void setAll(HeartbeatClientProperties properties) {
		properties.setAutoStartup(false);
		properties.setConnectTimeout(Duration.ofSeconds(101));
		properties.getHeaders().put("X-Name", "value");
		properties.setSubprotocols(List.of("v1"));
		properties.getSsl().setBundle("feed");
		properties.getPing().setMode(PingMode.OFF);
		properties.getPing().setMessage("message");
		properties.getPing().setInterval(Duration.ofSeconds(102));
		properties.getPing().setTimeout(Duration.ofSeconds(103));
		properties.getReconnect().setEnabled(false);
		properties.getReconnect().setDelay(Duration.ofSeconds(104));
		properties.getReconnect().setMultiplier(3.5);
		properties.getReconnect().setMaxDelay(Duration.ofSeconds(105));
		properties.getReconnect().setJitter(0.25);
		properties.getReconnect().setMaxRetries(106L);
		properties.getReconnect().setStableAfter(Duration.ofSeconds(107));
		properties.getReconnect().setFatalCloseCodes(List.of("4000-4099", "1008"));
		properties.getReconnect().setFatalStatuses(List.of("401"));
		properties.setCloseOnMessage("bye");
		properties.setSendOnOpen(List.of("first", "second"));
		properties.getSend().setTimeout(Duration.ofSeconds(108));
		properties.getSend().setQueueCapacity(109);
		properties.getSend().setQueueSize(DataSize.ofKilobytes(110));
		properties.getSend().setWhenClosed(WhenClosed.QUEUE);
		properties.getSend().setOverflow(SendOverflow.DROP_OLDEST);
		properties.getSend().setQueueTtl(Duration.ofSeconds(117));
		properties.getReady().setWhen(ReadyWhen.PREDICATE);
		properties.getReady().setMessage("welcome");
		properties.getReady().setTimeout(Duration.ofSeconds(118));
		properties.setCompression(true);
		properties.getReceive().setMaxMessageSize(DataSize.ofKilobytes(111));
		properties.getReceive().setBufferSize(DataSize.ofKilobytes(112));
		properties.getReceive().setQueueCapacity(113);
		properties.getReceive().setQueueSize(DataSize.ofKilobytes(114));
		properties.getReceive().setOverflow(ReceiveOverflow.DROP_NEWEST);
		properties.setShutdownTimeout(Duration.ofSeconds(115));
		properties.getHealth().setEnabled(false);
		properties.getHealth().setDownAfter(Duration.ofSeconds(116));
	}

	private HeartbeatClientSettings allSet() {
		HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create(URL));
		return settings.withAutoStartup(false)
			.withConnectTimeout(Duration.ofSeconds(101))
			.withHeaders(Map.of("X-Name", "value"))
			.withSubprotocols(List.of("v1"))
			.withSslBundle("feed")
			.withPing(new HeartbeatClientSettings.Ping(PingMode.OFF, "message", Duration.ofSeconds(102),
					Duration.ofSeconds(103)))
			.withReconnect(new HeartbeatClientSettings.Reconnect(false, Duration.ofSeconds(104), 3.5,
					Duration.ofSeconds(105), 0.25, 106L, Duration.ofSeconds(107),
					List.of(new CodeRange(4000, 4099), new CodeRange(1008, 1008)), List.of(new CodeRange(401, 401))))
			.withCloseOnMessage("bye")
			.withSendOnOpen(List.of("first", "second"))
			.withSend(new HeartbeatClientSettings.Send(Duration.ofSeconds(108), 109, DataSize.ofKilobytes(110),
					WhenClosed.QUEUE, SendOverflow.DROP_OLDEST, Duration.ofSeconds(117)))
			.withReady(new HeartbeatClientSettings.Ready(ReadyWhen.PREDICATE, "welcome", Duration.ofSeconds(118)))
			.withCompression(true)
			.withReceive(new HeartbeatClientSettings.Receive(DataSize.ofKilobytes(111), DataSize.ofKilobytes(112), 113,
					DataSize.ofKilobytes(114), ReceiveOverflow.DROP_NEWEST))
			.withShutdownTimeout(Duration.ofSeconds(115))
			.withHealth(new HeartbeatClientSettings.Health(false, Duration.ofSeconds(116)));
	}

}
