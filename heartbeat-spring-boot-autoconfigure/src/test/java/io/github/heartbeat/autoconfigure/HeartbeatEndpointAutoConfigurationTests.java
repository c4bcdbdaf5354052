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

import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.actuate.HeartbeatClientDescriptor;
import io.github.heartbeat.actuate.HeartbeatClientDetailsDescriptor;
import io.github.heartbeat.actuate.HeartbeatEndpoint;
import io.github.heartbeat.actuate.HeartbeatEndpointWebExtension;
import io.github.heartbeat.actuate.HeartbeatJournal;
import io.github.heartbeat.actuate.HeartbeatOperatorDescriptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatEndpointAutoConfiguration}.
 */
class HeartbeatEndpointAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatEndpointAutoConfiguration.class,
						EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.prices.url=wss://feed.example.com/prices",
				"management.endpoints.web.exposure.include=heartbeat");

	@Test
	void whenExposedThenEndpointAndJournalAreThere() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(HeartbeatEndpoint.class)
			.hasSingleBean(HeartbeatEndpointWebExtension.class)
			.hasSingleBean(HeartbeatJournal.class));
	}

	@Test
	void whenNotExposedThenBacksOff() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(HeartbeatEndpoint.class)
				.doesNotHaveBean(HeartbeatJournal.class));
	}

	@Test
	void whenAccessIsNoneThenBacksOff() {
		this.contextRunner.withPropertyValues("management.endpoint.heartbeat.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(HeartbeatEndpoint.class));
	}

	@Test
	void whenHeartbeatIsDisabledThenBacksOff() {
		this.contextRunner.withPropertyValues("heartbeat.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HeartbeatEndpoint.class));
	}

	@Test
	void whenActuatorIsAbsentThenBacksOff() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatEndpointAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("heartbeatEndpoint"));
	}

	@Test
	void whenAccessIsTheDefaultThenNothingCanBeSteered() {
		this.contextRunner.run((context) -> assertThat(operations(context)).hasSize(2)
			.allSatisfy((operation) -> assertThat(operation.getRequestPredicate().getHttpMethod())
				.isEqualTo(WebEndpointHttpMethod.GET)));
	}

	@Test
	void whenAccessIsUnrestrictedThenClientCanBeSteered() {
		this.contextRunner.withPropertyValues("management.endpoint.heartbeat.access=UNRESTRICTED").run((context) -> {
			WebEndpointResponse<?> response = (WebEndpointResponse<?>) invoke(context, WebEndpointHttpMethod.POST,
					Map.of("name", "prices", "action", "close"));
			assertThat(response).isNotNull();
			assertThat(response.getStatus()).isEqualTo(200);
			assertThat(response.getBody()).isInstanceOf(HeartbeatClientDescriptor.class);
		});
	}

	@Test
	void whenUserIsKnownThenJournalNamesThem() {
		this.contextRunner.withPropertyValues("management.endpoint.heartbeat.access=UNRESTRICTED").run((context) -> {
			invoke(context, WebEndpointHttpMethod.POST, Map.of("name", "prices", "action", "reconnect"));
			HeartbeatClientDetailsDescriptor client = context.getBean(HeartbeatEndpoint.class).client("prices");
			assertThat(client).isNotNull();
			assertThat(client.journal()).singleElement()
				.isInstanceOfSatisfying(HeartbeatOperatorDescriptor.class,
						(entry) -> assertThat(entry.by()).isEqualTo("alice"));
		});
	}

	@Test
	void whenClientIsReadThenItIsDescribed() {
		this.contextRunner.run((context) -> {
			Object client = invoke(context, WebEndpointHttpMethod.GET, Map.of("name", "prices"));
			assertThat(client).isInstanceOfSatisfying(HeartbeatClientDetailsDescriptor.class, (descriptor) -> {
				assertThat(descriptor.client().state()).isEqualTo(HeartbeatState.STOPPED);
				assertThat(descriptor.journal()).isEmpty();
			});
		});
	}

	@Test
	void whenClientIsWrittenAsJsonThenItIsReadable() {
		this.contextRunner.run((context) -> {
			Object client = invoke(context, WebEndpointHttpMethod.GET, Map.of("name", "prices"));
			assertThat(JsonMapper.shared().writeValueAsString(client)).contains("\"state\":\"STOPPED\"")
				.contains("\"ping.interval\":\"15s\"")
				.contains("\"roundTripMillis\":{");
		});
	}

	@Test
	void whenJournalIsOffThenThereAreNoEntries() {
		this.contextRunner
			.withPropertyValues("heartbeat.journal-size=0", "management.endpoint.heartbeat.access=UNRESTRICTED")
			.run((context) -> {
				invoke(context, WebEndpointHttpMethod.POST, Map.of("name", "prices", "action", "reconnect"));
				HeartbeatClientDetailsDescriptor client = context.getBean(HeartbeatEndpoint.class).client("prices");
				assertThat(client).isNotNull();
				assertThat(client.journal()).isEmpty();
			});
	}

	@Test
	void whenJournalSizeIsNegativeThenFailsWithTheKey() {
		this.contextRunner.withPropertyValues("heartbeat.journal-size=-1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidHeartbeatPropertyException.class)
				.hasMessageContaining("heartbeat.journal-size"));
	}

	private Collection<WebOperation> operations(AssertableWebApplicationContext context) {
		return context.getBean(WebEndpointsSupplier.class)
			.getEndpoints()
			.stream()
			.filter((endpoint) -> endpoint.getEndpointId().toString().equals("heartbeat"))
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.toList();
	}

	private @Nullable Object invoke(AssertableWebApplicationContext context, WebEndpointHttpMethod method,
			Map<String, Object> arguments) {
		List<WebOperation> candidates = operations(context).stream()
			.filter((operation) -> operation.getRequestPredicate().getHttpMethod() == method)
			.filter((operation) -> operation.getRequestPredicate().getPath().equals("heartbeat/{name}"))
			.toList();
		assertThat(candidates).hasSize(1);
		return candidates.get(0).invoke(new InvocationContext(new Alice(), arguments));
	}

	/**
	 * The security context of a user.
	 */
	private static final class Alice implements SecurityContext {

		@Override
		public Principal getPrincipal() {
			return () -> "alice";
		}

		@Override
		public boolean isUserInRole(String role) {
			return true;
		}

	}

}
