# user: one account of the target.
module Cincture
  module Resources
    class User < Inspec.resource(1)
      name 'user'
      supports platform: 'unix'
      desc 'An account: its numbers, groups, home, shell and password rules.'

      DAY = 86_400

      def initialize(username = nil)
        @username = username
      end

      def exists?
        !entry.nil?
      end

      # Known on Windows only; false elsewhere, as in InSpec.
      def disabled?
        exists? ? false : nil
      end

      def enabled?
        exists? ? false : nil
      end

      def username
        field('user')
      end

      def uid
        number(field('uid'))
      end

      def gid
        number(field('gid'))
      end

      def groupname
        exists? ? Accounts.group_names(entry)[0] : nil
      end

      alias group groupname

      # The first one is the group of the passwd entry.
      def groups
        exists? ? Accounts.group_names(entry).compact : nil
      end

      def home
        field('home')
      end

      def shell
        field('shell')
      end

      def mindays
        days(3)
      end

      def maxdays
        days(4)
      end

      def warndays
        days(5)
      end

      alias minimum_days_between_password_change mindays
      alias maximum_days_between_password_change maxdays

      # Days since the password was changed; nil if it never was or must be at the next login.
      def passwordage
        changed = shadow && number(shadow[2])
        return nil unless changed.is_a?(Integer) && changed > 0
        today - changed
      end

      # Known on Windows only.
      def maxbadpasswords
        nil
      end

      def domain
        nil
      end

      def userflags
        nil
      end

      def lastlogin
        nil
      end

      def badpasswordattempts
        return nil if !exists? || Accounts.read('/etc/shadow').nil?
        answer = inspec.backend.run_command('lastb -w -a')
        raise TargetError, "`lastb` failed: #{answer.stderr}" unless answer.exit_status == 0
        answer.stdout.split("\n").count { |line| line.include?(entry['user']) }
      end

      def has_uid?(other)
        uid == other
      end

      def has_home_directory?(other)
        home == other
      end

      def has_login_shell?(other)
        shell == other
      end

      def has_authorized_key?(key)
        authorized_keys.include?(key)
      end

      def belongs_to_primary_group?(name)
        groupname == name
      end

      def belongs_to_group?(name)
        groups.include?(name)
      end

      def encrypted_password
        return shadow[1] if shadow
        raise Inspec::Exceptions::ResourceFailed, "Executing /usr/bin/getent shadow #{@username} failed: "
      end

      def resource_id
        @username || 'User'
      end

      def to_s
        "User #{@username}"
      end

      private

      def entry
        return @entry if @looked
        @entry = Accounts.user((@username || current_user).to_s)
        @looked = true
        @entry
      end

      def current_user
        answer = inspec.backend.run_command('id -un')
        raise TargetError, '`id -un` failed in the target' unless answer.exit_status == 0
        answer.stdout.strip
      end

      # Day of the target's clock.
      def today
        answer = inspec.backend.run_command('date +%s')
        raise TargetError, '`date` failed in the target' unless answer.exit_status == 0
        answer.stdout.strip.to_i / DAY
      end

      def shadow
        return nil unless exists?
        @shadow ||= Accounts.shadow(entry['user'])
      end

      def field(name)
        exists? ? entry[name] : nil
      end

      # As InSpec does: only digits become a number.
      def number(text)
        text =~ /\A\d+\z/ ? text.to_i : text
      end

      def days(place)
        exists? ? Accounts.days(entry['user'], place) : nil
      end

      def authorized_keys
        ['~/.ssh/authorized_keys', '~/.ssh/authorized_keys2'].each do |path|
          answer = inspec.backend.run_command('cat ' + path)
          return answer.stdout.split("\n").map { |line| line.strip } if answer.exit_status == 0
        end
        raise Inspec::Exceptions::ResourceSkipped, "Can't find any valid path for authorized_keys"
      end
    end
  end
end
