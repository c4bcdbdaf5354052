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
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatTextPattern;
import io.github.heartbeat.engine.ListenerErrorHandler;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Calls a method with {@link io.github.heartbeat.HeartbeatListener @HeartbeatListener}
 * for the events of its clients, and sends what it returns.
 * <p>
 * It is no {@link ApplicationListenerMethodAdapter}, which allows for one parameter only,
 * but does as that does: the bean is looked up for each event, since it may have a scope
 * or be created late.
 */
final class HeartbeatListenerMethod implements GenericApplicationListener {

	private static final Log logger = LogFactory.getLog(HeartbeatListenerMethod.class);

	private final ApplicationContext context;

	private final String beanName;

	private final Method method;

	private final Set<String> clientNames;

	private final ListenerSignature signature;

	private final Runnable afterEach;

	private final int order;

	private final String listenerId;

	/**
	 * Create a new listener.
	 * @param context has the bean
	 * @param beanName the name of the bean
	 * @param method the method to call on the bean, which may be a proxy
	 * @param targetMethod that method as declared in the class of the bean
	 * @param clientNames the names of the clients; empty for all
	 * @param signature the signature of the target method
	 * @param afterEach run after each call
	 */
	HeartbeatListenerMethod(ApplicationContext context, String beanName, Method method, Method targetMethod,
			Set<String> clientNames, ListenerSignature signature, Runnable afterEach) {
		ReflectionUtils.makeAccessible(method);
		this.context = context;
		this.beanName = beanName;
		this.method = method;
		this.clientNames = Set.copyOf(clientNames);
		this.signature = signature;
		this.afterEach = afterEach;
		Order annotation = AnnotatedElementUtils.findMergedAnnotation(targetMethod, Order.class);
		this.order = (annotation != null) ? annotation.value() : Ordered.LOWEST_PRECEDENCE;
		this.listenerId = ClassUtils.getQualifiedMethodName(targetMethod)
				+ Arrays.stream(targetMethod.getParameterTypes())
					.map(Class::getName)
					.collect(Collectors.joining(",", "(", ")"));
	}

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		return this.signature.eventType().isAssignableFrom(eventType.toClass());
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public String getListenerId() {
		return this.listenerId;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof HeartbeatEvent heartbeatEvent && isListenedTo(heartbeatEvent.getClientName())) {
			try {
				process(heartbeatEvent);
			}
			finally {
				this.afterEach.run();
			}
		}
	}

	private boolean isListenedTo(String clientName) {
		return this.clientNames.isEmpty() || this.clientNames.contains(clientName);
	}

	private void process(HeartbeatEvent event) {
		@Nullable Object[] arguments;
		try {
			arguments = this.signature.arguments(event);
		}
		catch (UnreadablePayloadException ex) {
			unreadable(event, ex);
			return;
		}
		Object result = (arguments != null) ? invoke(arguments) : null;
		if (result != null) {
			handleResult(event, result);
		}
	}

	@SuppressWarnings("EqualsNull")
	private @Nullable Object invoke(@Nullable Object[] arguments) {
		Object bean = this.context.getBean(this.beanName);
		// A factory method that returned null
		if (bean.equals(null)) {
			return null;
		}
		return ReflectionUtils.invokeMethod(this.method, bean, arguments);
	}

	private void handleResult(HeartbeatEvent event, Object result) {
		if (result instanceof CompletionStage<?> stage) {
			stage.whenComplete((value, failure) -> {
				if (failure != null) {
					failed(event.getSource(), "Listener " + this.signature + " failed", unwrap(failure));
				}
				else if (value != null) {
					send(event, value);
				}
			});
		}
		else {
			send(event, result);
		}
	}

	// An answer is of use to the connection that asked, and to no other
	private void send(HeartbeatEvent event, Object payload) {
		HeartbeatConnection connection = event.getConnection();
		CompletableFuture<Void> sent = (connection != null) ? connection.send(payload)
				: event.getSource().send(payload);
		sent.whenComplete((result, failure) -> {
			if (failure != null) {
				failed(event.getSource(),
						"The result of listener " + this.signature + " was not sent: " + describe(failure), null);
			}
		});
	}

	private static String describe(Throwable failure) {
		Throwable cause = unwrap(failure);
		// That of a client has no payload in its message; what is behind it may have
		String kind = (cause.getCause() != null) ? " (" + cause.getCause().getClass().getSimpleName() + ")" : "";
		return cause.getMessage() + kind;
	}

	private static Throwable unwrap(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private void unreadable(HeartbeatEvent event, UnreadablePayloadException failure) {
		if (event instanceof HeartbeatMessageEvent message && isControlText(message)) {
			return;
		}
		failed(event.getSource(), "A text message can't be read as " + this.signature.payloadType() + " for listener "
				+ this.signature + ": " + failure.getMessage(), null);
	}

	/**
	 * Return whether a message is one of the texts that the client's settings give a
	 * meaning to, and that are not for listeners in the first place.
	 * @param message a text message
	 * @return {@code true} if it is
	 */
	private static boolean isControlText(HeartbeatMessageEvent message) {
		HeartbeatClientSettings settings = message.getSource().getSettings();
		String text = message.getText();
		HeartbeatTextPattern ready = settings.ready().message();
		return text.equals(settings.closeOnMessage()) || (ready != null && ready.isText(text))
				|| (settings.ping().mode() == PingMode.MESSAGE && text.equals(settings.ping().message()));
	}

	private void failed(HeartbeatClient client, String description, @Nullable Throwable failure) {
		if (client instanceof ListenerErrorHandler handler) {
			handler.listenerFailed(description, failure);
		}
		else {
			logger.warn("Client '" + client.getName() + "': " + description, failure);
		}
	}

	@Override
	public String toString() {
		return this.signature.toString();
	}

}
