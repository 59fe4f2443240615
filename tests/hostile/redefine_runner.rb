# Redefining the runner.
# attack: error failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

module Cincture::Runner
  def self.register(_rule)
    nil
  end
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
