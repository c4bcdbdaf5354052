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

import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.autoconfigure.json.AutoConfigureJson;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Annotation for a test that focuses <strong>only</strong> on WebSocket clients and their
 * listeners.
 * <p>
 * Using this annotation only enables auto-configuration that is relevant to them:
 * clients, listeners, JSON and SSL bundles. Similarly, component scanning is limited to
 * beans with methods that are annotated with
 * {@link HeartbeatListener @HeartbeatListener}, or with
 * {@link EventListener @EventListener} and take a {@link HeartbeatEvent}; to beans that
 * implement an interface of {@code io.github.heartbeat}, such as a
 * {@code HeartbeatConnectionInitializer}; and to {@code @JacksonComponent} and
 * {@code JacksonModule}. What those beans need from elsewhere is named by
 * {@link #components()}, imported or mocked.
 * <p>
 * The clients connect to a {@link HeartbeatTestServer} in memory unless {@link #server()}
 * says otherwise. Each test begins with the clients connected and a server that behaves
 * well, and what a handler of the server has thrown fails the test.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(HeartbeatTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(HeartbeatTypeExcludeFilter.class)
@AutoConfigureHeartbeat
@AutoConfigureJson
@ImportAutoConfiguration
public @interface HeartbeatTest {

	/**
	 * What the clients connect to.
	 * @return the kind of server
	 */
	@AliasFor(annotation = AutoConfigureHeartbeat.class, attribute = "server")
	AutoConfigureHeartbeat.Server server() default AutoConfigureHeartbeat.Server.MEMORY;

	/**
	 * Properties in form {@literal key=value} that should be added to the Spring
	 * {@link Environment} before the test runs.
	 * @return the properties to add
	 */
	String[] properties() default {};

	/**
	 * Further components to scan. This is an alias of {@link #components()} which can be
	 * used for brevity if no other attributes are defined.
	 * @return the components
	 * @see #components()
	 */
	@AliasFor("components")
	Class<?>[] value() default {};

	/**
	 * Further components to scan, such as a service that a listener needs.
	 * @return the components
	 * @see #value()
	 */
	@AliasFor("value")
	Class<?>[] components() default {};

	/**
	 * Whether default filtering should be used with
	 * {@link SpringBootApplication @SpringBootApplication}.
	 * @return if default filters should be used
	 * @see #includeFilters()
	 * @see #excludeFilters()
	 */
	boolean useDefaultFilters() default true;

	/**
	 * A set of include filters which can be used to add otherwise filtered beans to the
	 * application context.
	 * @return include filters to apply
	 */
	ComponentScan.Filter[] includeFilters() default {};

	/**
	 * A set of exclude filters which can be used to filter beans that would otherwise be
	 * added to the application context.
	 * @return exclude filters to apply
	 */
	ComponentScan.Filter[] excludeFilters() default {};

	/**
	 * Auto-configuration exclusions that should be applied for this test.
	 * @return auto-configuration exclusions to apply
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
