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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestServer;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Annotation that can be applied to a test class to say what the clients connect to.
 * Without it nothing connects. The same can be said with the property
 * {@code heartbeat-test.server}.
 *
 * @see HeartbeatTest
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@PropertyMapping("heartbeat-test")
public @interface AutoConfigureHeartbeat {

	/**
	 * What the clients connect to.
	 * @return the kind of server
	 */
	Server server() default Server.MEMORY;

	/**
	 * What clients can connect to.
	 */
	enum Server {

		/**
		 * A {@link HeartbeatTestServer} in memory, in the time of a
		 * {@link HeartbeatTestClock}. Both can be injected.
		 */
		MEMORY,

		/**
		 * A {@link HeartbeatTestServer} on a port of this machine, which can be injected.
		 */
		REAL,

		/**
		 * Nothing: the clients are there, and do not connect, not even when they are
		 * started.
		 */
		NONE,

		/**
		 * What is configured, as in the application itself.
		 */
		CONFIGURED

	}

}
