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

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatHandshakeCustomizer;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.HeartbeatMessageKeyExtractor;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatPingMessageSupplier;
import io.github.heartbeat.HeartbeatReadyPredicate;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.event.HeartbeatEvent;

import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * {@link TypeExcludeFilter} for {@link HeartbeatTest @HeartbeatTest}.
 */
class HeartbeatTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<HeartbeatTest> {

	private static final Class<?>[] NO_COMPONENTS = {};

	private static final List<String> OPTIONAL_INCLUDES = List.of("tools.jackson.databind.JacksonModule",
			"org.springframework.boot.jackson.JacksonComponent");

	private static final Set<Class<?>> KNOWN_INCLUDES = knownIncludes();

	private final Class<?>[] components;

	HeartbeatTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.components = getAnnotation().getValue("components", Class[].class).orElse(NO_COMPONENTS);
	}

	private static Set<Class<?>> knownIncludes() {
		Set<Class<?>> includes = new LinkedHashSet<>(List.of(HeartbeatConnectionInitializer.class,
				HeartbeatCorrelator.class, HeartbeatHandshakeCustomizer.class, HeartbeatMessageKeyExtractor.class,
				HeartbeatObserver.class, HeartbeatPingMessageSupplier.class, HeartbeatReadyPredicate.class,
				HeartbeatWebSocketClientFactory.class, HeartbeatTestServerCustomizer.class));
		ClassLoader classLoader = HeartbeatTypeExcludeFilter.class.getClassLoader();
		OPTIONAL_INCLUDES.stream()
			.filter((name) -> ClassUtils.isPresent(name, classLoader))
			.forEach((name) -> includes.add(ClassUtils.resolveClassName(name, classLoader)));
		return Collections.unmodifiableSet(includes);
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return KNOWN_INCLUDES;
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return new LinkedHashSet<>(Arrays.asList(this.components));
	}

	@Override
	protected boolean defaultInclude(MetadataReader metadataReader, MetadataReaderFactory metadataReaderFactory)
			throws IOException {
		return super.defaultInclude(metadataReader, metadataReaderFactory)
				|| hasListener(metadataReader.getAnnotationMetadata());
	}

	private boolean hasListener(AnnotationMetadata metadata) {
		return metadata.hasAnnotatedMethods(HeartbeatListener.class.getName())
				|| (metadata.hasAnnotatedMethods(EventListener.class.getName())
						&& hasEventListener(metadata.getClassName()));
	}

	private boolean hasEventListener(String className) {
		try {
			Class<?> candidate = ClassUtils.forName(className, HeartbeatTypeExcludeFilter.class.getClassLoader());
			return Arrays.stream(ReflectionUtils.getAllDeclaredMethods(candidate)).anyMatch(this::isEventListener);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// What it needs is not part of this test
			return false;
		}
	}

	private boolean isEventListener(Method method) {
		EventListener annotation = AnnotatedElementUtils.findMergedAnnotation(method, EventListener.class);
		if (annotation == null) {
			return false;
		}
		Class<?>[] types = (annotation.classes().length > 0) ? annotation.classes() : method.getParameterTypes();
		return Arrays.stream(types).anyMatch(HeartbeatEvent.class::isAssignableFrom);
	}

}
