# users: all accounts of the target, as a table.
module Cincture
  module Resources
    class Users < Inspec.resource(1)
      name 'users'
      supports platform: 'unix'
      desc 'The accounts of the target.'

      # Days of the rules for passwords, by their place in shadow. It is read when one of them is asked for.
      DAYS = { mindays: 3, maxdays: 4, warndays: 5 }.freeze

      def rows
        @rows ||= Accounts.all.map { |user| row(user) }
      end

      def fill_days(row, _criterion, _table)
        DAYS.each { |name, place| row[name] = Accounts.days(row[:username], place) }
      end

      table = FilterTable.create
      table.register_custom_matcher(:exists?) { |users| !users.entries.empty? }
      table.register_column(:usernames, field: :username)
           .register_column(:uids, field: :uid)
           .register_column(:gids, field: :gid)
           .register_column(:groupnames, field: :groupname)
           .register_column(:groups, field: :groups)
           .register_column(:homes, field: :home)
           .register_column(:shells, field: :shell)
           .register_column(:mindays, field: :mindays, lazy_instance: :fill_days)
           .register_column(:maxdays, field: :maxdays, lazy_instance: :fill_days)
           .register_column(:warndays, field: :warndays, lazy_instance: :fill_days)
           .register_column(:disabled, field: :disabled)
           .register_custom_matcher(:disabled?) { |users| users.where { disabled == false }.entries.empty? }
           .register_custom_matcher(:enabled?) { |users| users.where { disabled == true }.entries.empty? }
      table.install_filter_methods_on_resource(self, :rows)

      def to_s
        'Users'
      end

      private

      def row(user)
        names = Accounts.group_names(user)
        { uid: number(user['uid']), username: user['user'], gid: number(user['gid']), groupname: names[0], groups: names.compact,
          home: user['home'], shell: user['shell'] }
      end

      def number(text)
        text =~ /^\d+$/ ? text.to_i : text
      end
    end
  end
end
