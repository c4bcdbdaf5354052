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

package io.github.heartbeat.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatListener;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.EventListenerFactory;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * {@link EventListenerFactory} for methods with
 * {@link HeartbeatListener @HeartbeatListener}.
 * <p>
 * It is created before all other beans, and asks for none of them before the first of
 * those methods is found, which is when all singletons have been created.
 */
public final class HeartbeatListenerFactory
		implements EventListenerFactory, ApplicationContextAware, EmbeddedValueResolverAware, Ordered {

	/**
	 * Before that for transactional listeners, which is at 50 and would take a method
	 * with both annotations for its own.
	 */
	private static final int ORDER = 0;

	private final Supplier<? extends @Nullable Collection<String>> clientNames;

	private final Runnable afterEach;

	private @Nullable ApplicationContext context;

	private @Nullable StringValueResolver valueResolver;

	/**
	 * Create a new factory.
	 * @param clientNames gives the names that may be used, or {@code null} for any
	 * @param afterEach run after each call of a method, whatever it throws
	 */
	public HeartbeatListenerFactory(Supplier<? extends @Nullable Collection<String>> clientNames, Runnable afterEach) {
		Assert.notNull(clientNames, "'clientNames' must not be null");
		Assert.notNull(afterEach, "'afterEach' must not be null");
		this.clientNames = clientNames;
		this.afterEach = afterEach;
	}

	@Override
	public void setApplicationContext(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void setEmbeddedValueResolver(StringValueResolver valueResolver) {
		this.valueResolver = valueResolver;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public boolean supportsMethod(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, HeartbeatListener.class);
	}

	@Override
	public ApplicationListener<?> createApplicationListener(String beanName, Class<?> type, Method method) {
		ApplicationContext context = this.context;
		Assert.state(context != null, "There must be an application context");
		Method bridgedMethod = BridgeMethodResolver.findBridgedMethod(method);
		Method targetMethod = Proxy.isProxyClass(type) ? bridgedMethod : AopUtils.getMostSpecificMethod(method, type);
		ListenerSignature signature = new ListenerSignature(targetMethod, type,
				() -> context.getBeanProvider(PayloadReader.class).getIfAvailable());
		checkSingleAnnotation(targetMethod, signature);
		return new HeartbeatListenerMethod(context, beanName, bridgedMethod, targetMethod,
				clientNames(targetMethod, signature), signature, this.afterEach);
	}

	private void checkSingleAnnotation(Method method, ListenerSignature signature) {
		boolean single = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.stream(EventListener.class)
			.allMatch((annotation) -> annotation.getMetaTypes().contains(HeartbeatListener.class));
		if (!single) {
			throw new InvalidHeartbeatListenerException(
					"The method " + signature + " has another annotation for event listeners beside "
							+ "@HeartbeatListener.",
					"Remove one of them. A listener that is to run in a transaction needs @Transactional: there is "
							+ "none when an event of a client is published.");
		}
	}

	private Set<String> clientNames(Method method, ListenerSignature signature) {
		HeartbeatListener annotation = AnnotatedElementUtils.findMergedAnnotation(method, HeartbeatListener.class);
		Assert.state(annotation != null, "There must be an annotation");
		Collection<String> knownNames = this.clientNames.get();
		Set<String> names = new LinkedHashSet<>();
		for (String expression : annotation.clients()) {
			for (String name : resolve(expression).split(",", -1)) {
				if (knownNames != null && !knownNames.contains(name.trim())) {
					throw unknownClient(name.trim(), expression, knownNames, signature);
				}
				names.add(name.trim());
			}
		}
		return names;
	}

	private String resolve(String expression) {
		Assert.state(this.valueResolver != null, "There must be a resolver of placeholders");
		String resolved = this.valueResolver.resolveStringValue(expression);
		return (resolved != null) ? resolved : "";
	}

	private InvalidHeartbeatListenerException unknownClient(String name, String expression,
			Collection<String> knownNames, ListenerSignature signature) {
		String origin = (!name.equals(expression)) ? ", from '" + expression + "'," : "";
		String known = knownNames.isEmpty() ? "No client is defined."
				: "These are defined: " + StringUtils.collectionToDelimitedString(knownNames, ", ", "'", "'") + ".";
		return new InvalidHeartbeatListenerException(
				"The @HeartbeatListener method " + signature + " names the client '" + name + "'" + origin
						+ " which is not defined. " + known,
				"Correct the name, or define the client with 'heartbeat.client.<name>.url'.");
	}

}
