# require_relative out of the profile at the top level.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

require_relative '../../../../../../../../../etc/passwd'

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
