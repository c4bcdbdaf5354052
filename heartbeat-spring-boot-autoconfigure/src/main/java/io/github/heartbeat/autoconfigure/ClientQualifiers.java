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
import java.lang.reflect.AnnotatedElement;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * {@link BeanFactoryPostProcessor} that lets a {@link Qualifier} name a client by its
 * plain name, as well as by that of its bean. Another bean may have the plain name.
 */
class ClientQualifiers implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		beanFactory.getBean(ClientNames.class).getBeanNames().forEach((name, beanName) -> {
			BeanDefinition definition = beanFactory.getBeanDefinition(beanName);
			if (definition instanceof RootBeanDefinition client) {
				client.setQualifiedElement(new QualifiedClient(name));
			}
		});
	}

	/**
	 * What is annotated with a {@link Qualifier} of the name of a client.
	 *
	 * @param name the plain name
	 */
	private record QualifiedClient(String name) implements AnnotatedElement {

		@Override
		public <T extends Annotation> @Nullable T getAnnotation(Class<T> annotationType) {
			return (annotationType == Qualifier.class) ? annotationType.cast(qualifier()) : null;
		}

		@Override
		public Annotation[] getAnnotations() {
			return getDeclaredAnnotations();
		}

		@Override
		public Annotation[] getDeclaredAnnotations() {
			return new Annotation[] { qualifier() };
		}

		private Qualifier qualifier() {
			return MergedAnnotation.of(Qualifier.class, Map.of(MergedAnnotation.VALUE, this.name)).synthesize();
		}

	}

}
