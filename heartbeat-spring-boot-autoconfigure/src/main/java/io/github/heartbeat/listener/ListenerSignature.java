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
import java.lang.reflect.WildcardType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.EventObject;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The parameters and the result of a listener: what it listens to, and what it is called
 * with.
 */
final class ListenerSignature {

	private static final String FORM = "It must have one parameter for the event or the payload, and may have "
			+ "others of type HeartbeatClient and HeartbeatConnection.";

	private static final int MAX_NESTING = 32;

	private final Method method;

	private final Class<?> targetClass;

	private final Supplier<? extends @Nullable PayloadReader> reader;

	private final Class<?>[] parameterTypes;

	private final int payloadIndex;

	private final ResolvableType payloadType;

	private final Class<?> eventType;

	private final ListenerPayload payload;

	/**
	 * Look at a method.
	 * @param method the method, as declared in the class of the bean
	 * @param targetClass the class of the bean
	 * @param reader gives what reads JSON, or {@code null} if there is nothing that does
	 * @throws InvalidHeartbeatListenerException if the method can't be a listener
	 */
	ListenerSignature(Method method, Class<?> targetClass, Supplier<? extends @Nullable PayloadReader> reader) {
		this.method = method;
		this.targetClass = targetClass;
		this.reader = reader;
		this.parameterTypes = method.getParameterTypes();
		this.payloadIndex = payloadIndex();
		this.payloadType = resolve(parameter(this.payloadIndex), 0);
		Class<?> type = this.payloadType.toClass();
		this.eventType = HeartbeatEvent.class.isAssignableFrom(type) ? type : HeartbeatMessageEvent.class;
		this.payload = payload(type);
		checkResult();
	}

	private int payloadIndex() {
		List<Class<?>> types = Arrays.asList(this.parameterTypes);
		int clients = Collections.frequency(types, HeartbeatClient.class);
		int connections = Collections.frequency(types, HeartbeatConnection.class);
		if (clients > 1 || connections > 1 || types.size() != clients + connections + 1) {
			throw invalid("has the wrong parameters", FORM);
		}
		int index = 0;
		while (types.get(index) == HeartbeatClient.class || types.get(index) == HeartbeatConnection.class) {
			index++;
		}
		return index;
	}

	private ResolvableType parameter(int index) {
		return ResolvableType
			.forMethodParameter(new MethodParameter(this.method, index).withContainingClass(this.targetClass));
	}

	/**
	 * Replace type variables by what they stand for in the class of the bean. A message
	 * converter would do so on its own, but knows the raw class of a variable only.
	 * @param type a type
	 * @param nesting how deep it is in another
	 * @return the same type without variables
	 */
	private ResolvableType resolve(ResolvableType type, int nesting) {
		if (type.getType() instanceof Class) {
			return type;
		}
		if (type.isArray()) {
			return ResolvableType.forArrayComponent(resolve(type.getComponentType(), nesting + 1));
		}
		Class<?> rawType = type.resolve();
		if (rawType == null && type.getType() instanceof WildcardType) {
			return ResolvableType.forClass(Object.class);
		}
		if (rawType == null || nesting > MAX_NESTING) {
			throw invalid("has a parameter whose type can't be determined: " + type.getType().getTypeName(),
					"Replace type variables by types in the class of the bean.");
		}
		if (!type.hasGenerics()) {
			return ResolvableType.forClass(rawType);
		}
		ResolvableType[] generics = type.getGenerics();
		for (int i = 0; i < generics.length; i++) {
			generics[i] = resolve(generics[i], nesting + 1);
		}
		return ResolvableType.forClassWithGenerics(rawType, generics);
	}

	private ListenerPayload payload(Class<?> type) {
		if (HeartbeatEvent.class.isAssignableFrom(type) || type == HeartbeatMessage.class) {
			return (event) -> event;
		}
		if (type == String.class) {
			return ListenerSignature::text;
		}
		if (type == byte[].class) {
			return ListenerSignature::bytes;
		}
		if (type == ByteBuffer.class) {
			return ListenerSignature::buffer;
		}
		if (EventObject.class.isAssignableFrom(type)) {
			throw invalid("has a parameter of type " + type.getName() + ", which is no event of a client",
					"Use HeartbeatEvent or one of its subclasses, or @EventListener.");
		}
		if (type == Object.class) {
			throw invalid("has a parameter of type Object, which does not say what to listen to",
					"Use HeartbeatEvent for all events, HeartbeatMessage for all messages, or a type such as "
							+ "Map<String, Object> for any JSON object.");
		}
		PayloadReader jsonReader = this.reader.get();
		if (jsonReader == null) {
			throw noJackson("takes " + this.payloadType);
		}
		return (event) -> {
			String text = text(event);
			return (text != null) ? jsonReader.read(text, this.payloadType) : null;
		};
	}

	private static @Nullable String text(HeartbeatEvent event) {
		return (event instanceof HeartbeatMessageEvent message && message.isText()) ? message.getText() : null;
	}

	private static byte @Nullable [] bytes(HeartbeatEvent event) {
		return (event instanceof HeartbeatMessageEvent message && !message.isText()) ? message.getBytes() : null;
	}

	private static @Nullable ByteBuffer buffer(HeartbeatEvent event) {
		byte[] bytes = bytes(event);
		return (bytes != null) ? ByteBuffer.wrap(bytes).asReadOnlyBuffer() : null;
	}

	private void checkResult() {
		ResolvableType type = ResolvableType.forMethodReturnType(this.method, this.targetClass);
		if (CompletionStage.class.isAssignableFrom(type.toClass())) {
			type = type.as(CompletionStage.class).getGeneric();
		}
		else if (Future.class.isAssignableFrom(type.toClass())
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type.toClass()) != null) {
			throw invalid("returns " + type + ", which can't be waited for",
					"Return a CompletableFuture or another CompletionStage.");
		}
		if (isJson(type.toClass()) && this.reader.get() == null) {
			throw noJackson("returns " + type);
		}
	}

	private static boolean isJson(Class<?> type) {
		return type != void.class && type != Void.class && type != Object.class && type != String.class
				&& type != byte[].class && !ByteBuffer.class.isAssignableFrom(type);
	}

	private InvalidHeartbeatListenerException noJackson(String use) {
		return invalid(use + ", which needs JSON, and Jackson 3 is not on the class path",
				"Add 'org.springframework.boot:spring-boot-starter-jackson' to the class path, or use String.");
	}

	private InvalidHeartbeatListenerException invalid(String fault, String action) {
		return new InvalidHeartbeatListenerException("The @HeartbeatListener method " + this + " " + fault + ".",
				action);
	}

	/**
	 * Return the type of events that are of interest.
	 * @return the type
	 */
	Class<?> eventType() {
		return this.eventType;
	}

	/**
	 * Return the type of the payload.
	 * @return the type, without type variables
	 */
	ResolvableType payloadType() {
		return this.payloadType;
	}

	/**
	 * Return what the method is called with.
	 * @param event an event of the type that is of interest
	 * @return the arguments, or {@code null} if the method is not to be called
	 * @throws UnreadablePayloadException if the payload can't be read
	 */
	@Nullable Object @Nullable [] arguments(HeartbeatEvent event) throws UnreadablePayloadException {
		Object value = this.payload.of(event);
		if (value == null) {
			return null;
		}
		@Nullable Object[] arguments = new Object[this.parameterTypes.length];
		for (int i = 0; i < arguments.length; i++) {
			if (i == this.payloadIndex) {
				arguments[i] = value;
			}
			else {
				arguments[i] = (this.parameterTypes[i] == HeartbeatClient.class) ? event.getSource()
						: event.getConnection();
			}
		}
		return arguments;
	}

	/**
	 * Return the name of the method with its parameters, as in a stack trace or a log.
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(ClassUtils.getQualifiedMethodName(this.method, this.targetClass));
		Class<?>[] types = this.method.getParameterTypes();
		for (int i = 0; i < types.length; i++) {
			text.append((i == 0) ? "(" : ", ").append(types[i].getSimpleName());
		}
		return text.append((types.length == 0) ? "()" : ")").toString();
	}

}
