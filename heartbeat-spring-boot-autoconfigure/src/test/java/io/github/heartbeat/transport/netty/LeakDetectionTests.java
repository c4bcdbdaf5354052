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

package io.github.heartbeat.transport.netty;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeakDetection}.
 */
class LeakDetectionTests {

	@Test
	void whenBufferIsLostThenItIsFound() {
		LeakDetection.begin();
		ByteBufAllocator.DEFAULT.buffer(1).touch("lost on purpose");
		assertThat(LeakDetection.findLeaks(0)).anyMatch((leak) -> leak.contains("lost on purpose"));
		LeakDetection.forget("lost on purpose");
		assertThat(LeakDetection.findLeaks(0)).noneMatch((leak) -> leak.contains("lost on purpose"));
	}

	@Test
	void testsThatUseBuffersAreWatched() {
		ArchRuleDefinition.classes()
			.that()
			.haveSimpleNameEndingWith("Tests")
			.and()
			.doNotHaveSimpleName("LeakDetectionTests")
			.and()
			.areTopLevelClasses()
			.should()
			.beAnnotatedWith(ExtendWith.class)
			.check(new ClassFileImporter().importPackages(getClass().getPackageName()));
	}

}
