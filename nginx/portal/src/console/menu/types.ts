/*
 * types.ts: a row of the menu is a page: its address, title, who may see it, and the component that is loaded when it is
 * opened. Router, side menu, breadcrumb and guards all come from these rows.
 */
import type { Component } from 'vue'
import type { Permission } from '@gen/routes'

export interface Page {
  /** Complete address, "/school/candidates"; with a parameter "/school/candidates/:id". */
  path: string
  title: string
  /** One of these suffices; without it everybody of the role. */
  permission?: Permission | readonly Permission[]
  component: () => Promise<unknown>
  /** false: not in the side menu (a page that another one leads to). */
  menu?: false
  /** The page above it in the breadcrumb. */
  parent?: string
}

export interface Group {
  title: string
  icon: Component
  pages: readonly Page[]
}
