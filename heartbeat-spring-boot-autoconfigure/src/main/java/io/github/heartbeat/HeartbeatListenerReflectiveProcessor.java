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

package io.github.heartbeat;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.EventObject;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.aot.hint.annotation.SimpleReflectiveProcessor;
import org.springframework.core.ResolvableType;

/**
 * {@link ReflectiveProcessor} for methods with {@link HeartbeatListener}: beyond the call
 * of the method it takes reading its parameter and writing its result as JSON.
 */
class HeartbeatListenerReflectiveProcessor extends SimpleReflectiveProcessor {

	private static final Set<Class<?>> NOT_JSON = Set.of(HeartbeatClient.class, HeartbeatConnection.class,
			HeartbeatMessage.class, String.class, byte[].class, ByteBuffer.class, Object.class, Void.class, void.class);

	private final BindingReflectionHintsRegistrar bindingRegistrar = new BindingReflectionHintsRegistrar();

	@Override
	protected void registerMethodHint(ReflectionHints hints, Method method) {
		super.registerMethodHint(hints, method);
		for (Type type : method.getGenericParameterTypes()) {
			registerBindingHints(hints, ResolvableType.forType(type));
		}
		ResolvableType result = ResolvableType.forMethodReturnType(method);
		registerBindingHints(hints, CompletionStage.class.isAssignableFrom(result.toClass())
				? result.as(CompletionStage.class).getGeneric() : result);
	}

	private void registerBindingHints(ReflectionHints hints, ResolvableType type) {
		Class<?> rawType = type.toClass();
		if (!NOT_JSON.contains(rawType) && !EventObject.class.isAssignableFrom(rawType)) {
			this.bindingRegistrar.registerReflectionHints(hints, type.getType());
		}
	}

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		// Not the annotation types that are made of HeartbeatListener
		if (element instanceof Method) {
			super.registerReflectionHints(hints, element);
		}
	}

}
