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

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * The rules of the packages, as CONTRIBUTING tells them.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ArchitectureTests {

	private static final String ROOT = "io.github.heartbeat";

	private JavaClasses classes;

	@BeforeAll
	void importClasses() {
		this.classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages(ROOT);
	}

	@Test
	void packagesHaveNoCycles() {
		check(SlicesRuleDefinition.slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".*.."));
	}

	@Test
	void eventsKnowThePublicApiOnly() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT + ".event")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT + ".engine..", ROOT + ".autoconfigure..", "org.springframework.boot.."));
	}

	@Test
	void engineKnowsNeitherBootNorMicrometerNorItsUsers() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT + ".engine")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "io.micrometer..", "tools.jackson..", ROOT + ".metrics..",
					ROOT + ".health..", ROOT + ".actuate..", ROOT + ".autoconfigure..", ROOT + ".listener.."));
	}

	@Test
	void readersOfClientsKnowThePublicApiOnly() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(ROOT + ".metrics", ROOT + ".health", ROOT + ".actuate")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT + ".engine..", ROOT + ".autoconfigure..", ROOT + ".listener.."));
	}

	@Test
	void nothingDependsOnTheAutoConfiguration() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(ROOT + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".autoconfigure"));
	}

	@Test
	void eventsAreFinal() {
		check(ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT + ".event")
			.and()
			.doNotHaveModifier(JavaModifier.ABSTRACT)
			.and()
			.areTopLevelClasses()
			.and()
			.haveSimpleNameEndingWith("Event")
			.should()
			.haveModifier(JavaModifier.FINAL));
	}

	@Test
	void autoConfigurationsArePublicAndFinalWithoutPublicMembers() {
		check(ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL));
		check(ArchRuleDefinition.methods()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic());
	}

	@Test
	void beanMethodsHaveNoConditionOnClasses() {
		check(ArchRuleDefinition.noMethods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.beAnnotatedWith(ConditionalOnClass.class));
	}

	@Test
	void postProcessorsAreStatic() {
		check(ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(JavaClass.Predicates.assignableTo(BeanPostProcessor.class)
				.or(JavaClass.Predicates.assignableTo(BeanFactoryPostProcessor.class)))
			.should()
			.beStatic()
			.allowEmptyShould(true));
	}

	@Test
	void propertiesAreInTheAutoConfiguration() {
		check(ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(ConfigurationProperties.class)
			.should()
			.resideInAPackage(ROOT + ".autoconfigure"));
	}

	@Test
	void thereIsNoMutableStaticState() {
		check(ArchRuleDefinition.fields().that().areStatic().should().beFinal());
	}

	private void check(ArchRule rule) {
		rule.check(this.classes);
	}

}
