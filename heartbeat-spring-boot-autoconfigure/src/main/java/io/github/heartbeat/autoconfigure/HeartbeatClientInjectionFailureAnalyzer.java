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

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.heartbeat.HeartbeatClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * An {@link AbstractInjectionFailureAnalyzer} for a {@link HeartbeatClient} that can't be
 * injected: it knows the clients that are defined. It comes before Boot's own, which
 * advises to define a bean or to mark one as primary.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class HeartbeatClientInjectionFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final int MAX_CLIENTS = 20;

	private static final String SUFFIX = "HeartbeatClient";

	private final @Nullable ConfigurableEnvironment environment;

	HeartbeatClientInjectionFailureAnalyzer(Environment environment) {
		this.environment = (environment instanceof ConfigurableEnvironment configurable) ? configurable : null;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		if (this.environment == null || !isClient(cause)) {
			return null;
		}
		String who = (description != null) ? description : "The application";
		if (!this.environment.getProperty("heartbeat.enabled", Boolean.class, true)) {
			return new FailureAnalysis(
					who + " required a HeartbeatClient, and there are none since " + "'heartbeat.enabled' is 'false'.",
					"Inject an ObjectProvider<HeartbeatClient>, or set 'heartbeat.enabled' to 'true'.", cause);
		}
		ClientNames names = new ClientSettingsBinder(this.environment, BinderFactory.of(this.environment), List::of)
			.getNames();
		return analyze(who, wanted(rootFailure, cause), names, cause);
	}

	private FailureAnalysis analyze(String who, @Nullable String wanted, ClientNames names,
			NoSuchBeanDefinitionException cause) {
		if (names.getNames().isEmpty()) {
			return new FailureAnalysis(who + " required a HeartbeatClient, and no client is defined.",
					"Define one, for example by 'heartbeat.client.prices.url=wss://feed.example.com/prices'.", cause);
		}
		String known = known(names);
		if (wanted != null && names.getNames().contains(wanted) && !names.getBeanNames().containsKey(wanted)) {
			return new FailureAnalysis(
					String.format("%s required the HeartbeatClient '%s', which is disabled. %s", who, wanted, known),
					String.format("Set 'heartbeat.client.%s.enabled' to 'true', or inject an "
							+ "ObjectProvider<HeartbeatClient>.", wanted),
					cause);
		}
		if (names.getBeanNames().isEmpty()) {
			return new FailureAnalysis(
					String.format("%s required a HeartbeatClient, and all of them are disabled. %s", who, known),
					"Set 'enabled' of one to 'true', or inject an ObjectProvider<HeartbeatClient>.", cause);
		}
		String nearest = (wanted != null) ? nearest(wanted, names) : null;
		String example = (nearest != null) ? nearest : names.getBeanNames().keySet().iterator().next();
		boolean several = cause instanceof NoUniqueBeanDefinitionException;
		String what = several ? "required a single HeartbeatClient, and there are several."
				: "required a HeartbeatClient that is not defined" + ((wanted != null) ? ": '" + wanted + "'." : ".");
		String action = ((nearest != null) ? String.format("Did you mean '%s'? ", nearest) : "") + String.format(
				"Say which client is meant, by @Qualifier(\"%s\") or by the name of its bean as the name of the "
						+ "parameter or field, as in 'HeartbeatClient %s'.",
				example, names.getBeanNames().get(example));
		return new FailureAnalysis(String.format("%s %s %s", who, what, known), action, cause);
	}

	private static boolean isClient(NoSuchBeanDefinitionException cause) {
		String beanName = cause.getBeanName();
		return cause.getBeanType() == HeartbeatClient.class || (beanName != null && beanName.endsWith(SUFFIX));
	}

	private static String known(ClientNames names) {
		List<String> known = new ArrayList<>();
		Map<String, String> beanNames = names.getBeanNames();
		for (String name : names.getNames()) {
			if (known.size() == MAX_CLIENTS) {
				known.add(String.format("and %d more", names.getNames().size() - MAX_CLIENTS));
				break;
			}
			known.add(beanNames.containsKey(name) ? String.format("'%s' (bean '%s')", name, beanNames.get(name))
					: String.format("'%s' (disabled)", name));
		}
		return "The clients are: " + String.join(", ", known) + ".";
	}

	private static @Nullable String wanted(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		InjectionPoint injectionPoint = null;
		for (Throwable failure = rootFailure; failure != null; failure = failure.getCause()) {
			if (failure instanceof UnsatisfiedDependencyException unsatisfied
					&& unsatisfied.getInjectionPoint() != null) {
				injectionPoint = unsatisfied.getInjectionPoint();
			}
		}
		String name = (injectionPoint != null) ? name(injectionPoint) : cause.getBeanName();
		if (name == null) {
			return null;
		}
		return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
	}

	private static @Nullable String name(InjectionPoint injectionPoint) {
		for (Annotation annotation : injectionPoint.getAnnotations()) {
			if (annotation instanceof Qualifier qualifier) {
				return qualifier.value();
			}
		}
		Field field = injectionPoint.getField();
		if (field != null) {
			return field.getName();
		}
		MethodParameter parameter = injectionPoint.getMethodParameter();
		if (parameter == null) {
			return null;
		}
		parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
		return parameter.getParameterName();
	}

	private static @Nullable String nearest(String wanted, ClientNames names) {
		return names.getBeanNames()
			.keySet()
			.stream()
			.filter((name) -> distance(wanted, name) <= Math.max(2, wanted.length() / 3))
			.min(Comparator.comparingInt((name) -> distance(wanted, name)))
			.orElse(null);
	}

	private static int distance(String wanted, String name) {
		return NearestKey.distance(wanted.toLowerCase(Locale.ROOT).replace("-", ""),
				name.toLowerCase(Locale.ROOT).replace("-", ""));
	}

}
