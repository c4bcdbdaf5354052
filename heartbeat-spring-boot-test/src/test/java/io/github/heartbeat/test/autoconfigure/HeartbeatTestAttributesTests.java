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

package io.github.heartbeat.test.autoconfigure;

import java.time.Duration;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.autoconfigure.HeartbeatListenerAutoConfiguration;
import io.github.heartbeat.listener.HeartbeatListenerFactory;
import io.github.heartbeat.sample.Invoices;
import io.github.heartbeat.sample.OrderLogin;
import io.github.heartbeat.sample.Outages;
import io.github.heartbeat.sample.Prices;
import io.github.heartbeat.sample.SampleApplication;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.stereotype.Service;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.NestedTestConfiguration;
import org.springframework.test.context.NestedTestConfiguration.EnclosingConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the attributes of {@link HeartbeatTest}.
 */
@Timeout(60)
class HeartbeatTestAttributesTests {

	@Nested
	@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
	@HeartbeatTest(Invoices.class)
	@ContextConfiguration(classes = SampleApplication.class)
	class WithComponents {

		@Test
		void thenTheyAreThereAsWell(@Autowired Invoices invoices, @Autowired Prices prices) {
			assertThat(invoices).isNotNull();
			assertThat(prices).isNotNull();
		}

	}

	@Nested
	@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
	@HeartbeatTest(includeFilters = @Filter(Service.class),
			excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = OrderLogin.class),
			properties = "heartbeat.client.orders.ping.interval=1s",
			excludeAutoConfiguration = HeartbeatListenerAutoConfiguration.class)
	@ContextConfiguration(classes = SampleApplication.class)
	class WithFilters {

		@Test
		void thenTheyDecide(@Autowired ApplicationContext context) {
			assertThat(context.getBeansOfType(Invoices.class)).hasSize(1);
			assertThat(context.getBeansOfType(OrderLogin.class)).isEmpty();
			assertThat(context.getBeansOfType(Outages.class)).hasSize(1);
		}

		@Test
		void thenPropertiesCount(@Autowired HeartbeatClient ordersHeartbeatClient) {
			assertThat(ordersHeartbeatClient.getSettings().ping().interval()).isEqualTo(Duration.ofSeconds(1));
		}

		@Test
		void thenAutoConfigurationIsExcluded(@Autowired ApplicationContext context) {
			assertThat(context.getBeansOfType(HeartbeatListenerFactory.class)).isEmpty();
		}

	}

	@Nested
	@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
	@HeartbeatTest(useDefaultFilters = false, server = AutoConfigureHeartbeat.Server.NONE)
	@ContextConfiguration(classes = SampleApplication.class)
	class WithoutDefaultFilters {

		@Test
		void thenNothingIsScanned(@Autowired ApplicationContext context) {
			assertThat(context.getBeansOfType(Prices.class)).isEmpty();
			assertThat(context.getBeansOfType(HeartbeatClient.class)).hasSize(2);
		}

	}

}
