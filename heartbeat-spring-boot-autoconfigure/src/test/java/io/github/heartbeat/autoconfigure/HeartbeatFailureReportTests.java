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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for the failure reports of an application whose properties are wrong.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatFailureReportTests {

	private static final String URL = "heartbeat.client.prices.url=wss://feed.example.com/prices";

	@Test
	void whenUrlIsMissingThenReportSaysHowToSetIt(CapturedOutput output) {
		start("heartbeat.client.prices.ping.interval=5s");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'heartbeat.client.prices.url'")
			.contains("A client must have a URL.")
			.contains("for example 'wss://feed.example.com/prices'");
	}

	@Test
	void whenUrlIsBlankThenReportSaysHowToSetIt(CapturedOutput output) {
		start("heartbeat.client.prices.url= ");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value '' for configuration property 'heartbeat.client.prices.url'")
			.contains("A client must have a URL.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "https://feed.example.com/x | The scheme must be 'ws' or 'wss'.",
					"feed.example.com/x | The scheme must be 'ws' or 'wss'.", "wss:///x | There must be a host",
					"wss:feed.example.com | There must be a host", "wss://feed_1.example.com/x | There must be a host",
					"wss://feed.example.com/x y | Illegal character in path at index 24",
					"wss://feed.example.com:port/ | There must be a host", "wss:// | Expected authority at index 6",
					"wss://feed.example.com/x#part | A WebSocket URL has no fragment",
					"wss://${no.such.host}/x | A placeholder in it can't be resolved." })
	void whenUrlIsWrongThenReportNamesKeyAndReason(String url, String reason, CapturedOutput output) {
		start("heartbeat.client.prices.url=" + url);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value '" + url.replace("#part", "") + "'")
			.contains("configuration property 'heartbeat.client.prices.url'")
			.contains("originating from '")
			.contains(reason)
			.contains("Review the value of the property 'heartbeat.client.prices.url'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://user:secret@feed.example.com/x?token=secret", "wss://user:secret@@feed/x",
			"wss://user:sec/secret@feed.example.com/x y", "wss://user:sec?secret@feed.example.com/x y",
			"wss://feed.example.com/x y?token=secret", "https://feed.example.com/?mail=a@secret",
			"wss://feed.example.com/x?token=secret secret", "user:secret@feed.example.com", "wss:user:secret@feed",
			"wss://feed.example.com/x#secret", "wss://feed:port/?secret" })
	void whenUrlIsWrongThenNothingShowsItsSecrets(String url, CapturedOutput output) {
		start("heartbeat.client.prices.url=" + url, "logging.level.root=debug");
		assertThat(output).contains("configuration property 'heartbeat.client.prices.url'").doesNotContain("secret");
	}

	@Test
	void whenClientHasNoPropertiesThenReportSaysHowToSetItsUrl(CapturedOutput output) {
		assumeThat(SpringBootVersion.getVersion()).as("Binds an empty value to an object").doesNotStartWith("4.0.");
		start("heartbeat.client.prices=");
		assertThat(output).contains("'heartbeat.client.prices.url'").contains("A client must have a URL.");
	}

	@Test
	void whenUrlOfDefaultsIsWrongThenReportNamesItsKey(CapturedOutput output) {
		start("heartbeat.defaults.url=http://feed.example.com", "heartbeat.client.prices.enabled=true");
		assertThat(output)
			.contains("Invalid value 'http://feed.example.com' for configuration property 'heartbeat.defaults.url'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "connect-timeout | 0s | The duration must be positive.",
			"connect-timeout | -5s | The duration must be positive.",
			"connect-timeout | 5000d | The duration must not be longer than ten years.",
			"ping.interval | 0ms | The duration must be positive.",
			"ping.timeout | -1s | The duration must be positive.",
			"reconnect.delay | 0s | The duration must be positive.",
			"reconnect.max-delay | 10ms | It must not be shorter than 'reconnect.delay'",
			"reconnect.jitter | 1.5 | The jitter must be between 0 and 1.",
			"reconnect.jitter | -0.1 | The jitter must be between 0 and 1.",
			"reconnect.jitter | NaN | The jitter must be between 0 and 1.",
			"reconnect.multiplier | 0.5 | The multiplier must be at least 1.",
			"reconnect.max-retries | -1 | The number must not be negative",
			"reconnect.stable-after | -1s | The duration must not be negative.",
			"reconnect.fatal-close-codes | 4000- | A code such as '4001' or a range such as '4000-4099' is expected.",
			"reconnect.fatal-close-codes | 4099-4000 | The range ends before it begins.",
			"reconnect.fatal-close-codes | 999 | Codes must be between 1000 and 4999.",
			"reconnect.fatal-statuses | abc | A code such as '4001' or a range such as '4000-4099' is expected.",
			"reconnect.fatal-statuses | 600 | Codes must be between 100 and 599.",
			"send.timeout | 0s | The duration must be positive.",
			"send.queue-capacity | 0 | The number must be positive.",
			"send.queue-size | 0B | The size must be between 1B and",
			"send.queue-ttl | 0s | The duration must be positive.",
			"ready.timeout | 0s | The duration must be positive.",
			"receive.max-message-size | -1MB | The size must be between 1B and",
			"receive.max-message-size | 4GB | The size must be between 1B and",
			"receive.buffer-size | 10B | The size must be at least 256B",
			"receive.queue-capacity | -3 | The number must be positive.",
			"receive.queue-size | 0B | The size must be between 1B and",
			"shutdown-timeout | -1s | The duration must not be negative.",
			"health.down-after | -1s | The duration must not be negative.",
			"subprotocols | my protocol | A subprotocol must be a token" })
	void whenValueIsWrongThenReportNamesKeyValueAndWhatIsAllowed(String key, String value, String reason,
			CapturedOutput output) {
		start(URL, "heartbeat.client.prices." + key + "=" + value);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value '" + value + "' for configuration property 'heartbeat.client.prices." + key + "'")
			.contains("originating from '\"heartbeat.client.prices." + key + "\" from property source")
			.contains(reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "ping.mode | loud | 'passive'", "ping.interval | soon | is not a valid duration",
					"receive.overflow | spill | 'drop-oldest'", "send.when-closed | maybe | 'reject'",
					"reconnect.max-retries | many | A whole number is expected.",
					"send.queue-size | large | does not match data size pattern",
					"auto-startup | perhaps | 'true' or 'false' is expected." })
	void whenValueCanNotBeConvertedThenReportNamesKeyValueAndWhatIsAllowed(String key, String value, String allowed,
			CapturedOutput output) {
		start(URL, "heartbeat.client.prices." + key + "=" + value);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value '" + value + "' for configuration property 'heartbeat.client.prices." + key + "'")
			.contains("originating from '\"heartbeat.client.prices." + key + "\" from property source")
			.contains(allowed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "headers.X-Key=Bearer ${no.such.token}", "ping.message=secret ${no.such.token}",
			"send-on-open[0]=secret ${no.such.token}", "subprotocols=${no.such.token}",
			"close-on-message=secret ${no.such.token}", "ready.message=secret ${no.such.token}",
			"ping.interval=${no.such.token}" })
	void whenPlaceholderCanNotBeResolvedThenReportNamesIt(String property, CapturedOutput output) {
		start(URL, "heartbeat.client.prices." + property);
		String key = property.substring(0, property.indexOf('=')).replace("[0]", "");
		assertThat(output).contains("configuration property 'heartbeat.client.prices." + key + "'")
			.contains("A placeholder in it can't be resolved. There is no property 'no.such.token'.")
			.doesNotContain("secret")
			.doesNotContain("Bearer");
	}

	@Test
	void whenPlaceholderOfDefaultsCanNotBeResolvedThenReportNamesTheirKey(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.headers.X-Other=other",
				"heartbeat.defaults.headers.X-Key=Bearer ${no.such.token}");
		assertThat(output).contains("configuration property 'heartbeat.defaults.headers.X-Key'")
			.contains("There is no property 'no.such.token'.")
			.doesNotContain("Bearer");
	}

	@Test
	void whenValueOfDefaultsCanNotBeConvertedThenReportNamesTheirKey(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.ping.timeout=5s", "heartbeat.defaults.ping.interval=soon");
		assertThat(output)
			.contains("Invalid value 'soon' for configuration property 'heartbeat.defaults.ping.interval'")
			.contains("originating from '\"heartbeat.defaults.ping.interval\" from property source")
			.contains("A duration such as '15s'");
	}

	@Test
	void whenReadyMessageIsABrokenExpressionThenReportSaysWhyAndWhatToDo(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.ready.message=secret(");
		assertThat(output).contains("configuration property 'heartbeat.client.prices.ready.message'")
			.contains("It is not a valid regular expression")
			.contains("between \\Q and \\E")
			.doesNotContain("secret");
	}

	@Test
	void whenListHasAGapThenReportSaysSo(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.send-on-open[1]=secret");
		assertThat(output).contains("configuration property 'heartbeat.client.prices.send-on-open'")
			.contains("There is a gap before this element")
			.doesNotContain("secret");
	}

	@Test
	void whenShortFormIsNoWebSocketUrlThenReportNamesTheClient(CapturedOutput output) {
		start("heartbeat.client.prices=https://feed.example.com");
		assertThat(output)
			.contains("Invalid value 'https://feed.example.com' for configuration property 'heartbeat.client.prices'")
			.contains("The scheme must be 'ws' or 'wss'.");
	}

	@ParameterizedTest
	@CsvSource({ "heartbeat.phase, soon, A whole number is expected.",
			"heartbeat.connect.rate, fast, A number such as '1.5' is expected.",
			"heartbeat.keep-alive, perhaps, is expected." })
	void whenValueOfTheApplicationCanNotBeConvertedThenReportNamesItAndWhatIsAllowed(String key, String value,
			String expected, CapturedOutput output) {
		start(URL, key + "=" + value);
		assertThat(output).contains("Invalid value '" + value + "' for configuration property '" + key + "'")
			.contains(expected);
	}

	@Test
	void whenReadyMessageIsMissingThenReportNamesIt(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.ready.when=message");
		assertThat(output).contains("configuration property 'heartbeat.client.prices.ready.message'")
			.contains("there must be a text to wait for");
	}

	@ParameterizedTest
	@ValueSource(strings = { "heartbeat.connect.max-concurrent=0", "heartbeat.connect.max-concurrent=-1",
			"heartbeat.connect.rate=0.0", "heartbeat.connect.rate=-2.5", "heartbeat.connect.rate=NaN" })
	void whenBoundOfAttemptsIsWrongThenReportNamesKeyValueAndWhatIsAllowed(String property, CapturedOutput output) {
		start(URL, property);
		assertThat(output)
			.contains("Invalid value '" + property.substring(property.indexOf('=') + 1)
					+ "' for configuration property '" + property.substring(0, property.indexOf('=')) + "'")
			.contains("The number must be positive.");
	}

	@Test
	void whenValueOfDefaultsIsWrongThenReportNamesItsKey(CapturedOutput output) {
		start(URL, "heartbeat.defaults.ping.interval=0s");
		assertThat(output).contains("Invalid value '0s' for configuration property 'heartbeat.defaults.ping.interval'");
	}

	@Test
	void whenStandardValueDoesNotFitThenReportNamesIt(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.reconnect.delay=60s");
		assertThat(output)
			.contains("Invalid value 'PT30S' for configuration property 'heartbeat.client.prices.reconnect.max-delay'")
			.contains("which is PT1M");
	}

	@Test
	void whenOneElementOfAListIsWrongThenReportNamesIt(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.reconnect.fatal-close-codes[0]=4000-4099",
				"heartbeat.client.prices.reconnect.fatal-close-codes[1]=nine");
		assertThat(output).contains(
				"Invalid value 'nine' for configuration property 'heartbeat.client.prices.reconnect.fatal-close-codes'");
	}

	@Test
	void whenHeaderIsWrongThenItsValueIsNotShown(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.headers.[Api Key]=secret", "logging.level.root=debug");
		assertThat(output).contains("heartbeat.client.prices.headers.Api Key")
			.contains("The name of a header must be a token")
			.doesNotContain("secret");
	}

	@Test
	void whenPingMessageIsEmptyThenReportNamesIt(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.ping.message=");
		assertThat(output).contains("configuration property 'heartbeat.client.prices.ping.message'")
			.contains("The message must not be empty.");
	}

	@Test
	void whenSslBundleIsUnknownThenReportNamesTheKnownOnes(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.ssl.bundle=feeed", "spring.ssl.bundle.jks.feed.truststore.type=PKCS12",
				"spring.ssl.bundle.jks.other.truststore.type=PKCS12");
		assertThat(output)
			.contains("Invalid value 'feeed' for configuration property 'heartbeat.client.prices.ssl.bundle'")
			.containsPattern("There are: (feed, other|other, feed)\\.");
	}

	@Test
	void whenThereIsNoSslBundleThenReportSaysSo(CapturedOutput output) {
		start(URL, "heartbeat.client.prices.ssl.bundle=feed");
		assertThat(output)
			.contains("Invalid value 'feed' for configuration property 'heartbeat.client.prices.ssl.bundle'")
			.contains("There is none.");
	}

	@Test
	void whenSslBundleIsUsedWithoutTlsThenReportNamesIt(CapturedOutput output) {
		start("heartbeat.client.prices.url=ws://feed.example.com", "heartbeat.client.prices.ssl.bundle=feed");
		assertThat(output)
			.contains("Invalid value 'feed' for configuration property 'heartbeat.client.prices.ssl.bundle'")
			.contains("An SSL bundle needs a URL with the scheme 'wss'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1st", "[my/feed]", "[my.feed]", "[my_feed]", "[my feed]", "[a--b]", "[-a]", "[a-]",
			"[\u00e4rger]" })
	void whenNameOfClientIsNoBeanNameThenReportSaysWhatIsAllowed(String name, CapturedOutput output) {
		start("heartbeat.client." + name + ".url=wss://feed.example.com");
		String plain = name.replace("[", "").replace("]", "");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value '" + plain + "' for configuration property 'heartbeat.client." + plain + "'")
			.contains("The name of a client must start with a letter")
			.contains("Rename the client.");
	}

	@Test
	void whenTwoNamesGiveOneBeanNameThenReportNamesBoth(CapturedOutput output) {
		start("heartbeat.client.order-feed.url=wss://feed.example.com",
				"heartbeat.client.orderFeed.url=wss://feed.example.com");
		assertThat(output).contains("would both be the bean 'orderFeedHeartbeatClient'")
			.contains("'order-feed'")
			.contains("'orderFeed'");
	}

	private void start(String... properties) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("heartbeat.defaults.auto-startup=false")
			.logStartupInfo(false);
		String[] args = new String[properties.length];
		for (int i = 0; i < args.length; i++) {
			args[i] = "--" + properties[i];
		}
		assertThatException().isThrownBy(() -> application.run(args));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ HeartbeatAutoConfiguration.class, SslAutoConfiguration.class })
	static class Application {

	}

}
